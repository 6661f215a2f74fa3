"""The layers that belong to one image: links, external, internal and app."""

load("//aspects/private:layers_info.bzl", "component")
load(":entries.bzl", "closing", "file_entry", "runfile_entry")
load(":entry_point.bzl", "entry_point_entry", "import_roots_entry")
load(":layer.bzl", "add_header", "label_text", "write_layer", "write_manifest")
load(":venv_layout.bzl", "interpreter_links", "pyvenv_entry")

visibility("//layering/...")

# Origins whose layers hold files of this image alone, in their order.
OWN_ORIGINS = ["external", "internal", "app"]

def _named_component(origin, program, name):
    """The component that names a layer of several."""
    return component(
        label = program.binary,
        origin = origin,
        name = name,
        fact = "the {} files of {}".format(origin, label_text(program.binary)),
        files = depset(),
    )

def write_links_layer(ctx, program, members, roots, tools):
    """Declares the layer of what the layout adds: it changes only with dependencies.

    Args:
        ctx: (ctx) of `py_layers` or `layer_report`.
        program: (struct) see `program_of`.
        members: (list of struct) see `present_members`.
        roots: (struct) `paths` as of `import_paths`, and `last` (bool): behind the wheels.
        tools: (struct) see `toolset`.

    Returns:
        (struct) see `write_layer`.
    """
    layer = component(
        label = program.binary,
        origin = "links",
        fact = "what the venv layout adds",
        files = depset(),
    )
    manifest = ctx.actions.args()
    add_header(manifest, layer, tools.settings, version = "")
    links = {link: None for member in members for link in member.links}
    has_packages = roots.last or len(links) > 0
    manifest.add_all(interpreter_links(program.interpreter, program.version, has_packages))
    manifest.add(pyvenv_entry(tools.settings.root, program.interpreter, program.version))
    manifest.add_all(links.keys())
    if roots.last:
        manifest.add(import_roots_entry(tools.settings.root, roots.paths))
    inputs = []
    if program.repo_mapping:
        inputs = [program.repo_mapping]
        manifest.add(file_entry("runfiles/_repo_mapping", program.repo_mapping))
    name = ctx.label.name + ".links"
    return write_layer(
        ctx.actions,
        name = name,
        layer = layer,
        manifest = write_manifest(ctx.actions, name, manifest),
        inputs = depset(inputs),
        toolset = tools,
        mnemonic = "PyLayerOwn",
    )

def _indexed_lines(indexed):
    """The lines of one component, written at execution."""
    index, files, entries = indexed
    end = closing(index)
    return [end % runfile_entry(file) for file in files] + [end % entry[:-1] for entry in entries]

def write_named_layer(ctx, name, origin, groups, *, program, tools, called = ""):
    """Declares one layer of components of this image.

    Args:
        ctx: (ctx) of `py_layers` or `layer_report`.
        name: (str) what its files are called, after the name of the target.
        origin: (str) of the layer.
        groups: (list of struct) see `assign`.
        program: (struct) see `program_of`.
        tools: (struct) see `toolset`.
        called: (str) what the layer is called in reports; "": by its origin.

    Returns:
        (struct) see `write_layer`.
    """
    layer = _named_component(origin, program, called)
    manifest = ctx.actions.args()
    add_header(
        manifest,
        layer,
        tools.settings,
        components = [group.component for group in groups],
        version = program.version,
    )
    manifest.add_all(
        # Held as long as the server lives, a thousand to an image: nothing but what the lines need.
        [(index, group.files, group.entries or ()) for index, group in enumerate(groups)],
        map_each = _indexed_lines,
    )
    name = "{}.{}".format(ctx.label.name, name)
    return write_layer(
        ctx.actions,
        name = name,
        layer = layer,
        manifest = write_manifest(ctx.actions, name, manifest),
        inputs = depset([file for group in groups for file in group.files + group.read]),
        toolset = tools,
        mnemonic = "PyLayerOwn",
    )

def write_own_layers(ctx, groups, program, roots, tools, *, app = []):
    """Declares the layers of external, internal and app files; none where there is no file.

    Args:
        ctx: (ctx) of `py_layers` or `layer_report`.
        groups: (list of struct) see `assign`.
        program: (struct) see `program_of`.
        roots: (struct) see `write_links_layer`.
        tools: (struct) see `toolset`.
        app: (list of struct) of other origins that the app's layer holds, too, as of `assign`.

    Returns:
        (list of struct) see `write_layer`, in the order of `OWN_ORIGINS`; the app's is always there.
    """
    made = []
    for origin in OWN_ORIGINS:
        of_origin = [group for group in groups if group.component.origin == origin]
        if origin == "app":
            of_origin += app
            of_origin.append(struct(
                component = component(
                    label = program.binary,
                    origin = "app",
                    fact = "the entry point that the venv layout makes",
                    files = depset(),
                ),
                entries = [
                    entry_point_entry(
                        tools.settings.root,
                        started,
                        paths = roots.paths,
                        roots_last = roots.last,
                    )
                    for started in program.starts
                ],
                files = [],
                read = [],
            ))
        if of_origin:
            made.append(write_named_layer(ctx, origin, origin, of_origin, program = program, tools = tools))
    return made
