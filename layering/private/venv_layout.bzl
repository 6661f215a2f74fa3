"""The `venv` layout: what it adds to an image, and what it replaces.

    <root>/python/…                      the interpreter
    <root>/venv/site-packages/…          every wheel, merged
    <root>/venv/{bin,lib,pyvenv.cfg}     links, so that any tool takes it for a venv
    <root>/runfiles/<repo>/…             first-party code and data
    <root>/bin/<name>                    entry point, see entry_point.bzl
"""

load(":entries.bzl", "SITE_PACKAGES", "in_repository", "link_entry", "repository_of")

visibility("//layering/...")

# Source: https://docs.python.org/3/library/site.html, https://peps.python.org/pep-0405/
_PYVENV = """\
home = /{root}/python/{bin}
include-system-site-packages = false
version = {version}
"""

# Where a wheel's directories lie in a venv. Source: https://docs.python.org/3/library/sysconfig.html
_SCHEME = {
    "bin": "venv/bin",
    "data": "venv",
    "include": "venv/include",
    SITE_PACKAGES: "venv/" + SITE_PACKAGES,
}

# What the layout leaves out, by reason. Nothing else may be missing from an image.
REPLACED = struct(
    launcher = "the rule's launcher: the entry point starts the program without shell or system Python",
    venv = "the rule's generated venv: the image has one of its own",
    init = "an empty __init__.py that Bazel makes in a wheel's repository: it would hide namespace packages",
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

def _link(dest, target):
    return json.encode({"dest": dest, "link": target})

def interpreter_links(interpreter, version, has_packages):
    """Returns the entries that make the interpreter a venv's.

    Args:
        interpreter: (File) the executable.
        version: (str) X.Y or X.Y.Z.
        has_packages: (bool) whether the venv has a directory of packages.

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
    ]
    if has_packages:
        links.append(_link("venv/lib/python{}/site-packages".format(x_y), "../../site-packages"))
    if repository != "_main":
        links.append(_link("runfiles/" + repository, "../python"))
    return links

def wheel_directories(wheel):
    """Returns the runfiles directories of a wheel whose files lie in the venv.

    Args:
        wheel: (struct) its component.

    Returns:
        (tuple of pairs of str) a path below the runfiles directory, `<repo>/site-packages`, and
        where it lies below the layout's root, `venv/site-packages`. A tuple: depsets hold no lists.
    """
    found = {}
    scheme = wheel.import_root[:-len(SITE_PACKAGES)]
    for file in wheel.files.to_list():
        path = in_repository(file.short_path)
        name = path[len(scheme):].partition("/")[0] if path.startswith(scheme) else ""
        if name in _SCHEME:
            found["{}/{}{}".format(repository_of(file), scheme, name)] = _SCHEME[name]
    return tuple(found.items())

def merged_directories(members):
    """Returns the runfiles directories of all wheels whose files lie in the venv.

    Args:
        members: (list of struct) each with its `directories`, see `wheel_directories`.

    Returns:
        (dict) from a path below the runfiles directory to one below the layout's root; in the order
        of the wheels.
    """
    return {directory: dest for member in members for directory, dest in member.directories}

def by_repository(merged):
    """Returns merged directories by the directory of their repository below the runfiles.

    Args:
        merged: (dict) see `merged_directories`.

    Returns:
        (dict of dict) the same pairs, by `<repo>`.
    """
    repositories = {}
    for directory, dest in merged.items():
        repositories.setdefault(directory.partition("/")[0], {})[directory] = dest
    return repositories

def merged_dest(path, merged_by_repository):
    """Returns where a path below a merged directory lies in the image, or None.

    Args:
        path: (str) below the runfiles directory.
        merged_by_repository: (dict) see `by_repository`: most files are in no wheel's repository.

    Returns:
        (str or None) below the layout's root.
    """
    for directory, dest in merged_by_repository.get(path.partition("/")[0], {}).items():
        if path.startswith(directory + "/"):
            return dest + path[len(directory):]
    return None

def merged_links(merged):
    """Returns the entries that let runfiles paths of wheels resolve: one link per directory."""
    return [link_entry("runfiles/" + directory, dest) for directory, dest in merged.items()]

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
