"""What the `venv` layout leaves out of an image, and why: a closed list."""

load(":entries.bzl", "in_repository")
load(":venv_layout.bzl", "merged_dest")

visibility("//layering/...")

# What the layout leaves out, by reason. Nothing else may be missing from an image.
REPLACED = struct(
    launcher = "the rule's launcher: the entry point starts the program without shell or system Python",
    venv = "the rule's generated venv: the image has one of its own",
    init = "an empty __init__.py that Bazel makes in a wheel's repository: it would hide namespace packages",
    bytecode = "bytecode that the build made: the layer of its module has its own, by the flag `bytecode`",
    stdlib = "an empty __init__.py that Bazel makes in the interpreter's tree: none of its packages lacks one",
)

_SECOND_STAGE = "_stage2_bootstrap.py"

_LAUNCHER_ENDINGS = [_SECOND_STAGE, ".build_data.txt", ".zip", ".exe"]

def _is_in_venv(path, binary):
    """Whether a path, below the repository, is in the venv that the rule of the binary generates."""
    directory, _, name = "/".join([binary.package, binary.name]).strip("/").rpartition("/")
    for venv in ["_{}.venv/", "{}.venv/"]:
        if path.startswith((directory + "/" if directory else "") + venv.format(name)):
            return True
    return False

def replaced_file(file, binary, executable, *, has_bytecode = False):
    """Returns why the layout leaves a generated file out, or None.

    Args:
        file: (File) a runfile.
        binary: (Label) the program.
        executable: (File) its launcher.
        has_bytecode: (bool) whether layers get bytecode. Python finds none in `__pycache__` without its
            module, so that each that rules_python precompiled has one of ours.

    Returns:
        (str or None) one of the texts of `REPLACED`.
    """
    if file == executable:
        return REPLACED.launcher
    if file.is_source:
        return None
    if has_bytecode and file.short_path.endswith(".pyc") and file.short_path.split("/")[-2:-1] == ["__pycache__"]:
        return REPLACED.bytecode
    if file.owner != binary:
        return None
    if _is_in_venv(in_repository(file.short_path), binary):
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
    return REPLACED.venv if _is_in_venv(path.partition("/")[2], binary) else None

def replaced_empty(path, interpreter_repository, merged_by_repository):
    """Returns why the layout leaves an empty file out, or None.

    Args:
        path: (str) below the runfiles directory.
        interpreter_repository: (str) the interpreter's directory there.
        merged_by_repository: (dict) see `by_repository`.

    Returns:
        (str or None) one of the texts of `REPLACED`.
    """
    repository = path.split("/")[0]
    if repository in merged_by_repository:
        if repository != "_main" or merged_dest(path, merged_by_repository):
            return REPLACED.init
    return REPLACED.stdlib if repository == interpreter_repository else None
