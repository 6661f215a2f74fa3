"""What starts the program, as the launchers of rules_python do."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:entry_point.bzl", "entry_point_entry", "import_paths", "import_roots_entry")
load("//layering/private:replaced.bzl", "has_second_stage")
load(":runfiles_cases.bzl", "KEPT", "REPLACED_LAUNCHER", "WHEEL_REPOSITORIES")

_MAIN = struct(main = KEPT[0][0], main_module = "", name = "server")
_MODULE = struct(main = None, main_module = "svc.min", name = "server")

def _import_paths_impl(ctx):
    env = unittest.begin(ctx)
    wheel = WHEEL_REPOSITORIES[0] + "/site-packages"
    imports = ["_main/lib", "site-packages", wheel, "other~/py"]
    asserts.equals(
        env,
        ["", "/_main/lib", "/other~/py", "/_main", "/other~"],
        import_paths(imports, {wheel: "venv/site-packages"}, ["other~", "_main"]),
    )
    asserts.equals(env, ["", "/_main"], import_paths([], {}, ["_main"]))
    return unittest.end(env)

import_paths_test = unittest.make(_import_paths_impl)

def _lines(program, roots_last):
    entry = json.decode(entry_point_entry("opt/app", program, paths = ["", "/_main"], roots_last = roots_last))
    return entry, entry["content"].split("\n")

def _roots_first_impl(ctx):
    env = unittest.begin(ctx)
    entry, lines = _lines(_MAIN, False)
    asserts.equals(env, "bin/server", entry["dest"])
    asserts.true(env, entry["executable"])
    asserts.equals(env, "#!/opt/app/venv/bin/python", lines[0])
    for line in [
        '    runfiles = "/opt/app/runfiles"',
        '    paths = [runfiles + path for path in ["", "/_main"]]',
        '    sys.path.insert(0, os.path.dirname(runfiles + "/_main/svc/min.py"))',
        '    main = runfiles + "/_main/svc/min.py"',
    ]:
        asserts.true(env, line in lines, "{} in {}".format(line, entry["content"]))
    return unittest.end(env)

roots_first_test = unittest.make(_roots_first_impl)

def _roots_last_impl(ctx):
    """The two-stage launcher has no directory of the main module on `sys.path`, and children a venv."""
    env = unittest.begin(ctx)
    entry, _ = _lines(_MAIN, True)
    asserts.false(env, "PYTHONPATH" in entry["content"], entry["content"])
    asserts.false(env, "dirname" in entry["content"], entry["content"])
    asserts.equals(env, {
        "content": "/opt/app/runfiles\n/opt/app/runfiles/_main\n",
        "dest": "venv/site-packages/_import_roots.pth",
    }, json.decode(import_roots_entry("opt/app", ["", "/_main"])))
    paths = [struct(path = file.short_path) for file in REPLACED_LAUNCHER]
    asserts.true(env, has_second_stage(paths))
    asserts.false(env, has_second_stage(paths[:1]))
    return unittest.end(env)

roots_last_test = unittest.make(_roots_last_impl)

def _main_module_impl(ctx):
    env = unittest.begin(ctx)
    for roots_last in [False, True]:
        entry, lines = _lines(_MODULE, roots_last)
        run = '    runpy.run_module("svc.min", run_name="__main__", alter_sys=True)'
        asserts.true(env, run in lines, entry["content"])
    return unittest.end(env)

main_module_test = unittest.make(_main_module_impl)

def entry_point_tests(name):
    unittest.suite(
        name,
        import_paths_test,
        main_module_test,
        roots_first_test,
        roots_last_test,
    )
