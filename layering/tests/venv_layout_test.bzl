"""Where files land in the venv layout, what it adds and what it replaces."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//layering/private:entries.bzl",
    "closing",
    "interpreter_entry",
    "runfile_entry",
    "runfile_line",
    "wheel_dest",
    "wheel_entry",
)
load("//layering/private:replaced.bzl", "REPLACED", "replaced_empty", "replaced_file", "replaced_symlink")
load(
    "//layering/private:venv_layout.bzl",
    "by_repository",
    "interpreter_links",
    "merged_dest",
    "merged_directories",
    "pyvenv_entry",
    "wheel_directories",
    "wheel_links",
)
load(
    ":runfiles_cases.bzl",
    "BINARY",
    "INTERPRETER_FILES",
    "INTERPRETER_REPOSITORY",
    "KEPT",
    "KEPT_BYTECODE",
    "LAUNCHER",
    "REPLACED_BYTECODE",
    "REPLACED_LAUNCHER",
    "REPLACED_SYMLINKS",
    "REPLACED_VENV",
    "WHEEL_FILES",
    "WHEEL_REPOSITORIES",
)

def _closed(entry, component = 0):
    return json.decode(closing(component) % entry)

def _dests_impl(ctx):
    env = unittest.begin(ctx)
    for map_each, cases in [
        (wheel_entry, WHEEL_FILES),
        (interpreter_entry, INTERPRETER_FILES),
        (runfile_entry, KEPT),
    ]:
        for file, dest in cases:
            entry = _closed(map_each(file))
            asserts.equals(env, dest, entry["dest"])
            asserts.equals(env, file.path, entry["src"])
            asserts.equals(env, not file.is_source, entry.get("generated", False))
    return unittest.end(env)

dests_test = unittest.make(_dests_impl)

def _entries_are_json_impl(ctx):
    """Names of every kind survive, and so does the index of the component."""
    env = unittest.begin(ctx)
    for name in ["a b.py", "a\tb", "a\nb", "a\\b", "a\"b", "a%s{}b", "ü/é=#.py"]:
        file = struct(is_source = True, path = "x/" + name, short_path = name)
        entry = _closed(runfile_entry(file), component = 7)
        asserts.equals(env, "runfiles/_main/" + name, entry["dest"])
        asserts.equals(env, 7, entry["component"])
        asserts.equals(env, {"path": "_main/" + name, "src": "x/" + name}, json.decode(runfile_line(file)))
    return unittest.end(env)

entries_are_json_test = unittest.make(_entries_are_json_impl)

def _replaced_impl(ctx):
    env = unittest.begin(ctx)
    for file in REPLACED_LAUNCHER:
        asserts.equals(env, REPLACED.launcher, replaced_file(file, BINARY, LAUNCHER), file.short_path)
    for file in REPLACED_VENV:
        asserts.equals(env, REPLACED.venv, replaced_file(file, BINARY, LAUNCHER), file.short_path)
    for path in REPLACED_SYMLINKS:
        asserts.equals(env, REPLACED.venv, replaced_symlink(path, BINARY), path)
    for file, _ in KEPT + WHEEL_FILES + INTERPRETER_FILES:
        asserts.equals(env, None, replaced_file(file, BINARY, LAUNCHER), file.short_path)
    for other in ["_main/svc/fastapi_min.venvs/x", "_main/svc/tool/_fastapi_min.venv/x", "_main/_fastapi_min.venv/x"]:
        asserts.equals(env, None, replaced_symlink(other, BINARY), other)
    return unittest.end(env)

replaced_test = unittest.make(_replaced_impl)

def _replaced_bytecode_impl(ctx):
    """Two files for one module would be a conflict: rules_python's is left out where ours is there."""
    env = unittest.begin(ctx)
    for file in REPLACED_BYTECODE:
        reason = replaced_file(file, BINARY, LAUNCHER, has_bytecode = True)
        asserts.equals(env, REPLACED.bytecode, reason, file.short_path)
        asserts.equals(env, None, replaced_file(file, BINARY, LAUNCHER), file.short_path)
    for file in KEPT_BYTECODE:
        asserts.equals(env, None, replaced_file(file, BINARY, LAUNCHER, has_bytecode = True), file.short_path)
    return unittest.end(env)

replaced_bytecode_test = unittest.make(_replaced_bytecode_impl)

def _replaced_empty_impl(ctx):
    env = unittest.begin(ctx)
    wheel = WHEEL_REPOSITORIES[0] + "/site-packages/__init__.py"
    stdlib = INTERPRETER_REPOSITORY + "/lib/__init__.py"
    merged = {repository + "/site-packages": "venv/site-packages" for repository in WHEEL_REPOSITORIES}
    merged["_main/vendored/site-packages"] = "venv/site-packages"
    repositories = [INTERPRETER_REPOSITORY, by_repository(merged)]
    asserts.equals(env, REPLACED.init, replaced_empty(wheel, *repositories))
    asserts.equals(env, REPLACED.stdlib, replaced_empty(stdlib, *repositories))
    asserts.equals(env, None, replaced_empty("_main/svc/__init__.py", *repositories))
    asserts.equals(
        env,
        REPLACED.init,
        replaced_empty("_main/vendored/site-packages/x/__init__.py", *repositories),
    )
    asserts.equals(env, None, replaced_empty("other~1.0/x/__init__.py", *repositories))
    return unittest.end(env)

replaced_empty_test = unittest.make(_replaced_empty_impl)

def _links_impl(ctx):
    env = unittest.begin(ctx)
    interpreter = INTERPRETER_FILES[0][0]
    links = {
        link["dest"]: link["link"]
        for link in [json.decode(entry) for entry in interpreter_links(interpreter, "3.13.2", True)]
    }
    asserts.equals(env, {
        "runfiles/" + INTERPRETER_REPOSITORY: "../python",
        "venv/bin/python": "../../python/bin/python3.13",
        "venv/bin/python3": "python",
        "venv/bin/python3.13": "python",
        "venv/lib/python3.13/site-packages": "../../site-packages",
    }, links)
    own = interpreter_links(INTERPRETER_FILES[2][0], "3.13", False)
    asserts.equals(env, 3, len(own), "without packages no link to them")
    asserts.false(env, any(["runfiles/" in entry for entry in own]), "no link over first-party code")
    return unittest.end(env)

links_test = unittest.make(_links_impl)

def _merged_impl(ctx):
    """Every directory of a wheel is one of the venv's, whatever its import root is called."""
    env = unittest.begin(ctx)
    files = [file for file, _ in WHEEL_FILES if WHEEL_REPOSITORIES[0] in file.short_path]
    wheel = wheel_directories(files, "site-packages")
    vendored = wheel_directories(
        [struct(short_path = "third_party/x/lib/site-packages/x.py")],
        "third_party/x/lib/site-packages",
    )
    merged = merged_directories([struct(directories = each) for each in [wheel, vendored]])
    asserts.equals(env, {
        WHEEL_REPOSITORIES[0] + "/bin": "venv/bin",
        WHEEL_REPOSITORIES[0] + "/data": "venv",
        WHEEL_REPOSITORIES[0] + "/include": "venv/include",
        WHEEL_REPOSITORIES[0] + "/site-packages": "venv/site-packages",
        "_main/third_party/x/lib/site-packages": "venv/site-packages",
    }, merged)
    asserts.equals(
        env,
        "venv/share/man/x",
        merged_dest(WHEEL_REPOSITORIES[0] + "/data/share/man/x", by_repository(merged)),
    )
    asserts.equals(env, None, merged_dest("_main/third_party/x/lib/other.py", by_repository(merged)))
    entries = [json.decode(entry) for entry in wheel_links(vendored)]
    links = {entry["dest"]: entry["link"] for entry in entries}
    asserts.equals(
        env,
        "../../../../../venv/site-packages",
        links["runfiles/_main/third_party/x/lib/site-packages"],
    )
    asserts.equals(
        env,
        "venv/site-packages/x.py",
        wheel_dest("third_party/x/lib/site-packages/x.py", "third_party/x/lib/site-packages"),
    )
    return unittest.end(env)

merged_test = unittest.make(_merged_impl)

def _generated_texts_impl(ctx):
    env = unittest.begin(ctx)
    pyvenv = json.decode(pyvenv_entry("opt/app", INTERPRETER_FILES[0][0], "3.13.2"))
    asserts.equals(env, "venv/pyvenv.cfg", pyvenv["dest"])
    asserts.equals(
        env,
        "home = /opt/app/python/bin\ninclude-system-site-packages = false\nversion = 3.13.2\n",
        pyvenv["content"],
    )
    return unittest.end(env)

generated_texts_test = unittest.make(_generated_texts_impl)

def venv_layout_tests(name):
    unittest.suite(
        name,
        dests_test,
        entries_are_json_test,
        replaced_test,
        replaced_bytecode_test,
        replaced_empty_test,
        links_test,
        merged_test,
        generated_texts_test,
    )
