"""Runfiles that are no plain files, as tools with declared venvs and hand-written rules bring them."""

def _linked_data_impl(ctx):
    return [DefaultInfo(runfiles = ctx.runfiles(
        root_symlinks = {
            "tools/link to the library.txt": ctx.file.library_data,
            "tools/wheel.py": [
                file
                for file in ctx.files.wheel
                if file.basename == "_version.py"
            ][0],
        },
        symlinks = {
            "renamed/copy.txt": ctx.file.src,
            # A file that is there under this very name already.
            ctx.file.library_data.short_path: ctx.file.library_data,
        },
    ))]

linked_data = rule(
    implementation = _linked_data_impl,
    doc = "A file under another name, a file of a library again, a file of a wheel again.",
    attrs = {
        "library_data": attr.label(allow_single_file = True),
        "src": attr.label(allow_single_file = True),
        "wheel": attr.label(),
    },
)

def _empty_tree_impl(ctx):
    tree = ctx.actions.declare_directory(ctx.label.name)
    ctx.actions.run(
        executable = "/bin/true",
        mnemonic = "EmptyTree",
        outputs = [tree],
    )
    return [DefaultInfo(files = depset([tree]))]

empty_tree = rule(
    implementation = _empty_tree_impl,
    doc = "A directory without a file.",
)
