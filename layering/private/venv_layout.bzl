"""The `venv` layout: where files land, and what it adds to an image. What it leaves out: replaced.bzl.

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

def wheel_directories(files, import_root):
    """Returns the runfiles directories of a wheel whose files lie in the venv.

    Args:
        files: (list of File) of the wheel.
        import_root: (str) see `component`.

    Returns:
        (tuple of pairs of str) a path below the runfiles directory, `<repo>/site-packages`, and
        where it lies below the layout's root, `venv/site-packages`. A tuple: depsets hold no lists.
    """
    found = {}
    scheme = import_root[:-len(SITE_PACKAGES)]
    for file in files:
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

def wheel_links(directories):
    """Returns the entries that let the runfiles paths of a wheel resolve: one link per directory.

    Args:
        directories: (tuple) see `wheel_directories`.

    Returns:
        (tuple of str) JSON entries.
    """
    return tuple([link_entry("runfiles/" + directory, dest) for directory, dest in directories])

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
