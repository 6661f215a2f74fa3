"""The lines of a manifest: where a file lands, computed when the manifest is written.

The functions are what `Args.add_all(map_each = …)` calls at execution, so that analysis holds
depsets and no lists of paths. They return an entry without its closing brace; `format_each` closes
it and says to which component the file belongs.
Source: https://bazel.build/rules/lib/builtins/Args#add_all
"""

visibility("//layering/...")

SITE_PACKAGES = "site-packages"

_DATA = "data/"

def in_repository(short_path):
    """Returns a runfiles path without its repository: `../repo/a/b` and `a/b` both give `a/b`."""
    if short_path.startswith("../"):
        return short_path.split("/", 2)[2]
    return short_path

def in_runfiles(short_path):
    """Returns a path below the runfiles directory: `../repo/a` gives `repo/a`, `a` gives `_main/a`."""
    if short_path.startswith("../"):
        return short_path[len("../"):]
    return "_main/" + short_path

def repository_of(file):
    """Returns the directory of a file's repository below the runfiles directory."""
    return in_runfiles(file.short_path).split("/")[0]

def wheel_dest(short_path, import_root = SITE_PACKAGES):
    """Returns where a wheel's file lands: the merged venv, by the wheel's own scheme.

    Args:
        short_path: (str) `../<repo>/site-packages/x.py`, `../<repo>/bin/tool`, `../<repo>/data/share/x`.
        import_root: (str) of the wheel; scripts and data lie beside it.

    Returns:
        (str) `venv/site-packages/x.py`, `venv/bin/tool`, `venv/share/x`; as in runfiles, what lies
        elsewhere.
    """
    path = in_repository(short_path)
    scheme = import_root[:-len(SITE_PACKAGES)]
    if not path.startswith(scheme):
        return runfile_dest(short_path)
    path = path[len(scheme):]
    if path.startswith(_DATA):
        return "venv/" + path[len(_DATA):]
    return "venv/" + path

def interpreter_dest(short_path):
    """Returns where a file of the interpreter lands: `python/bin/python3.11`."""
    return "python/" + in_repository(short_path)

def runfile_dest(short_path):
    """Returns where first-party code and data land: `runfiles/_main/lib/greeting.py`."""
    return "runfiles/" + in_runfiles(short_path)

def _open_entry(dest, file):
    generated = "" if file.is_source else ',"generated":true'
    return '{"dest":%s,"src":%s%s' % (json.encode(dest), json.encode(file.path), generated)

def wheel_entry(file):
    """Returns the entry of a wheel's file, open: for wheels whose import root is `site-packages`."""
    return _open_entry(wheel_dest(file.short_path), file)

def wheel_entries(files, import_root):
    """Returns the entries of a wheel with another import root, open; they cannot be lazy."""
    return [_open_entry(wheel_dest(file.short_path, import_root), file) for file in files]

def interpreter_entry(file):
    """Returns the entry of an interpreter's file, open."""
    return _open_entry(interpreter_dest(file.short_path), file)

def runfile_entry(file):
    """Returns the entry of a first-party file, open."""
    return _open_entry(runfile_dest(file.short_path), file)

def file_entry(dest, file):
    """Returns the entry of a file at a dest of its own, closed."""
    return _open_entry(dest, file) + "}"

def link_entry(dest, target):
    """Returns the entry of a link to another dest of the image, closed."""
    return json.encode({"dest": dest, "link": "../" * dest.count("/") + target})

def closing(component):
    """Returns the `format_each` that ends an entry of the component with this index."""
    return '%s,"component":{}}}'.format(component) if component else "%s}"

def runfile_line(file):
    """Returns the line that says an image must hold this runfile."""
    return json.encode({"path": in_runfiles(file.short_path), "src": file.path})
