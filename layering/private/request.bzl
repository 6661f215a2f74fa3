"""What a writer is asked for, as a file: a message of layering/schema/layer.proto."""

load(":layer.bzl", "label_text")
load(":settings.bzl", "SCHEMA_VERSION")

visibility("//layering/...")

def write_request(ctx, fields):
    """Declares the request of a target.

    Args:
        ctx: (ctx) of the target.
        fields: (dict) of the message; what is empty is left out. Label and version of the schema come to them.

    Returns:
        (File) the request.
    """
    fields = fields | {"label": label_text(ctx.label), "schema_version": SCHEMA_VERSION}
    file = ctx.actions.declare_file(ctx.label.name + ".request.json")
    ctx.actions.write(file, json.encode({k: v for k, v in fields.items() if v}) + "\n")
    return file
