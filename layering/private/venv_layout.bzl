"""The `venv` layout: what it adds to an image, and what it replaces.

    <root>/python/…                      the interpreter
    <root>/venv/site-packages/…          every wheel, merged
    <root>/venv/{bin,lib,pyvenv.cfg}     links, so that any tool takes it for a venv
    <root>/runfiles/<repo>/…             first-party code and data
    <root>/bin/<name>                    entry point, see entry_point.bzl
"""

load(":entries.bzl", "in_repository", "repository_of")

visibility("//layering/...")

# Source: https://docs.python.org/3/library/site.html, https://peps.python.org/pep-0405/
_PYVENV = """\
home = /{root}/python/{bin}
include-system-site-packages = false
version = {version}
"""

# What the layout leaves out, by reason. Nothing else may be missing from an image.
REPLACED = struct(
    launcher = "the rule's launcher: the entry point starts the program without shell or system Python",
    venv = "the rule's generated venv: the image has one of its own",
    init = "an empty __init__.py that Bazel makes below a wheel's import root: it would hide namespace packages",
    stdlib = "an empty __init__.py that Bazel makes in the interpreter's tree: none of its packages lacks one",
)

_SECOND_STAGE = "_stage2_bootstrap.py"

_LAUNCHER_ENDINGS = [_SECOND_STAGE, ".build_data.txt", ".zip", ".exe"]

def _is_in_venv(path, binary):
    name = binary.name.split("/")[-1]
    return "/_{}.venv/".format(name) in path or "/{}.venv/".format(name) in path

def replaced_file(file, binary, executable):
    """Returns why the layout leaves a file of the binary's own rule out, or None.

    Args:
        file: (File) a runfile.
        binary: (Label) the program.
        executable: (File) its launcher.

    Returns:
        (str or None) one of the texts of `REPLACED`.
    """
    if file == executable:
        return REPLACED.launcher
    if file.is_source or file.owner != binary:
        return None
    if _is_in_venv("/" + file.short_path, binary):
        return REPLACED.venv
    for ending in _LAUNCHER_ENDINGS:
        if file.short_path.endswith(ending):
            return REPLACED.launcher
    return None

def has_second_stage(replaced):
    """Says whether the rule's launcher is that of rules_python 1 and 2.

    Args:
        replaced: (list of struct) what the layout leaves out, see `assign`.

    Returns:
        (bool)
    """
    return any([item.path.endswith(_SECOND_STAGE) for item in replaced])

def replaced_symlink(path, binary):
    """Returns why the layout leaves a runfiles symlink out, or None."""
    return REPLACED.venv if _is_in_venv("/" + path, binary) else None

def replaced_empty(path, interpreter_repository, wheel_repositories):
    """Returns why the layout leaves an empty file out, or None.

    Args:
        path: (str) below the runfiles directory.
        interpreter_repository: (str) the interpreter's directory there.
        wheel_repositories: (list of str) the wheels' directories there.

    Returns:
        (str or None) one of the texts of `REPLACED`.
    """
    repository = path.split("/")[0]
    if repository in wheel_repositories:
        return REPLACED.init
    return REPLACED.stdlib if repository == interpreter_repository else None

def _link(dest, target):
    return json.encode({"dest": dest, "link": target})

def interpreter_links(interpreter, version):
    """Returns the entries that make the interpreter a venv's.

    Args:
        interpreter: (File) the executable.
        version: (str) X.Y or X.Y.Z.

    Returns:
        (list of str) JSON entries.
    """
    x_y = ".".join(version.split(".")[:2])
    path = in_repository(interpreter.short_path)
    repository = repository_of(interpreter)
    links = [
        _link("venv/bin/python", "../../python/" + path),
        _link("venv/bin/python3", "python"),
        _link("venv/bin/python" + x_y, "python"),
        _link("venv/lib/python{}/site-packages".format(x_y), "../../site-packages"),
    ]
    if repository != "_main":
        links.append(_link("runfiles/" + repository, "../python"))
    return links

def wheel_links(wheel_repositories):
    """Returns the entries that let runfiles paths of wheels resolve: one link per repository."""
    return [
        _link("runfiles/{}/site-packages".format(repository), "../../venv/site-packages")
        for repository in wheel_repositories
    ]

def pyvenv_entry(root, interpreter, version):
    """Returns the entry of `pyvenv.cfg`."""
    path = in_repository(interpreter.short_path)
    return json.encode({
        "content": _PYVENV.format(
            bin = path.rpartition("/")[0],
            root = root,
            version = version,
        ),
        "dest": "venv/pyvenv.cfg",
    })
