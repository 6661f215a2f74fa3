"""The `venv` layout: what it adds to an image, and what it replaces.

    <root>/python/…                      the interpreter
    <root>/venv/site-packages/…          every wheel, merged
    <root>/venv/{bin,lib,pyvenv.cfg}     links, so that any tool takes it for a venv
    <root>/runfiles/<repo>/…             first-party code and data
    <root>/bin/<name>                    entry point
"""

load(":entries.bzl", "in_repository", "in_runfiles", "repository_of")

visibility("//layering/...")

# Source: https://docs.python.org/3/library/site.html, https://peps.python.org/pep-0405/
_PYVENV = """\
home = /{root}/python/{bin}
include-system-site-packages = false
version = {version}
"""

# Runs the main module in `__main__` itself, with nothing else in it, as `python main.py` would, so that
# pickling and multiprocessing find what it defines. PYTHONPATH is for child processes, as the rule's
# launcher sets it.
_ENTRY_POINT = """\
#!/{root}/venv/bin/python
def _code():
    import os
    import sys

    runfiles = "/{root}/runfiles"
    main = runfiles + {main}
    paths = [runfiles + path for path in {paths}]
    inherited = [path for path in [os.environ.get("PYTHONPATH")] if path]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths + inherited)
    os.environ["RUNFILES_DIR"] = runfiles
    sys.argv[0] = main
    others = [path for path in sys.path if path != "/{root}/bin"]
    sys.path[:] = [os.path.dirname(main), *paths, *others]
    globals()["__file__"] = main
    del globals()["_code"]
    with open(main, "rb") as source:
        return compile(source.read(), main, "exec", dont_inherit=True)


exec(_code())
"""

# What the layout leaves out, by reason. Nothing else may be missing from an image.
REPLACED = struct(
    launcher = "the rule's launcher: the entry point starts the program without shell or system Python",
    venv = "the rule's generated venv: the image has one of its own",
    init = "an empty __init__.py that Bazel makes below a wheel's import root: it would hide namespace packages",
    stdlib = "an empty __init__.py that Bazel makes in the interpreter's tree: none of its packages lacks one",
)

_LAUNCHER_ENDINGS = ["_stage2_bootstrap.py", ".build_data.txt", ".zip", ".exe"]

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
    if _is_in_venv(file.short_path, binary):
        return REPLACED.venv
    for ending in _LAUNCHER_ENDINGS:
        if file.short_path.endswith(ending):
            return REPLACED.launcher
    return None

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

def entry_point_entry(root, *, name, main, imports, wheel_repositories):
    """Returns the entry of the entry point.

    Args:
        root: (str) where the layout lands.
        name: (str) of the program.
        main: (File) the main module.
        imports: (list of str) import roots as of `PyInfo.imports`, `_main/lib`.
        wheel_repositories: (dict) whose import roots the venv replaces.

    Returns:
        (str) a JSON entry.
    """
    paths = {"": None}
    for path in imports + ["_main"]:
        repository = path.split("/")[0]
        if repository not in wheel_repositories and path != "site-packages":
            paths["/" + path] = None
    return json.encode({
        "content": _ENTRY_POINT.format(
            main = repr("/" + in_runfiles(main.short_path)),
            paths = repr(paths.keys()),
            root = root,
        ),
        "dest": "bin/" + name,
        "executable": True,
    })
