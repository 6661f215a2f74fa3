"""The entry point of the venv layout: what starts the program, and where it imports from.

It does what the rule's own launcher does. Until rules_python 0.x, import roots stand first on `sys.path`,
behind the directory of the main module, and child processes get them by PYTHONPATH. The two-stage launcher
of rules_python 1 and 2 puts them behind the standard library and the wheels, and that directory nowhere;
here a `.pth` file in the venv does so for children, too.
"""

load(":entries.bzl", "in_runfiles")

visibility("//layering/...")

_PTH = "venv/site-packages/_import_roots.pth"

_START = """\
#!/{root}/venv/bin/python
def _code():
    import os
    import sys

    runfiles = "/{root}/runfiles"
    os.environ["RUNFILES_DIR"] = runfiles
    if not (getattr(sys.flags, "safe_path", False) or sys.flags.isolated):
        del sys.path[0]
"""

_ROOTS_FIRST = """\
    paths = [runfiles + path for path in {paths}]
    inherited = [path for path in [os.environ.get("PYTHONPATH")] if path]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths + inherited)
    sys.path[:0] = paths
"""

_MAIN_DIRECTORY_FIRST = """\
    sys.path.insert(0, os.path.dirname(runfiles + {main}))
"""

# Runs the main module in `__main__` itself, with nothing else in it, as `python main.py` would, so that
# pickling and multiprocessing find what it defines.
_RUN_FILE = """\
    main = runfiles + {main}
    sys.argv[0] = main
    globals()["__file__"] = main
    del globals()["_code"]
    with open(main, "rb") as source:
        return compile(source.read(), main, "exec", dont_inherit=True)


exec(_code())
"""

# Runs it as `python -m` would.
_RUN_MODULE = """\
    import runpy

    runpy.run_module({module}, run_name="__main__", alter_sys=True)


_code()
"""

def import_paths(imports, merged, repositories):
    """Returns where code outside wheels is imported from, below the runfiles directory.

    Args:
        imports: (list of str) import roots as of `PyInfo.imports`: `_main/lib`.
        merged: (dict) whose keys are the import roots of wheels, see `merged_directories`.
        repositories: (list of str) with files beside the wheels and the interpreter: the rule's
            launcher makes the root of each an import root.

    Returns:
        (list of str) `""` for the runfiles directory itself, `/_main/lib`; each once, in their order.
    """
    paths = {"": None}
    for path in imports + sorted(repositories):
        if path not in merged and path != "site-packages":
            paths["/" + path] = None
    return paths.keys()

def import_roots_entry(root, paths):
    """Returns the entry of the `.pth` file that puts import roots behind the wheels.

    Source: https://docs.python.org/3/library/site.html

    Args:
        root: (str) where the layout lands.
        paths: (list of str) see `import_paths`.

    Returns:
        (str) a JSON entry.
    """
    lines = ["/{}/runfiles{}".format(root, path) for path in paths]
    return json.encode({"content": "\n".join(lines) + "\n", "dest": _PTH})

def entry_point_entry(root, program, *, paths, roots_last):
    """Returns the entry of the entry point.

    Args:
        root: (str) where the layout lands.
        program: (struct) `name` (str), `main` (File or None) and `main_module` (str).
        paths: (list of str) see `import_paths`.
        roots_last: (bool) whether the venv's `.pth` file puts them on `sys.path`.

    Returns:
        (str) a JSON entry.
    """
    content = _START.format(root = root)
    if not roots_last:
        content += _ROOTS_FIRST.format(paths = repr(paths))
    if program.main:
        main = repr("/" + in_runfiles(program.main.short_path))
        content += "" if roots_last else _MAIN_DIRECTORY_FIRST.format(main = main)
        content += _RUN_FILE.format(main = main)
    else:
        content += _RUN_MODULE.format(module = repr(program.main_module))
    return json.encode({"content": content, "dest": "bin/" + program.name, "executable": True})
