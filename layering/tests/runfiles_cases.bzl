"""Runfiles as rules_python 2.3.2 makes them: rows of a FastAPI program, in its four modes.

Read by an aspect from a `py_binary` with a hermetic interpreter and a `pip.parse` hub, Bazel 7.7.1:
`bootstrap_impl` script or system_python, `venvs_site_packages` yes or no. Shortened to one row of
each kind.
"""

_INTERPRETER = "rules_python~~python~python_3_13_x86_64-unknown-linux-gnu"
_CHARSET = "rules_python~~pip~pypi_313_charset_normalizer_cp37_abi3_manylinux_2_5_x86_64_1c50fe28"
_TELEMETRY = "rules_python~~pip~pypi_313_opentelemetry_api_py3_none_any_2cbd7373"

BINARY = Label("@@//svc:fastapi_min")
INTERPRETER_REPOSITORY = _INTERPRETER
WHEEL_REPOSITORIES = [_CHARSET, _TELEMETRY]

def _file(short_path, owner, is_source):
    path = short_path.replace("../", "external/", 1)
    return struct(
        basename = path.split("/")[-1],
        is_source = is_source,
        owner = Label(owner),
        path = path if is_source else "bazel-out/k8-fastbuild/bin/" + path,
        short_path = short_path,
    )

def _generated(short_path, owner):
    return _file(short_path, owner, False)

def _source(repository, path):
    return _file("../{}/{}".format(repository, path), "@@{}//:{}".format(repository, path), True)

LAUNCHER = _generated("svc/fastapi_min", "@@//svc:fastapi_min")

# What the rule itself generates, by the reason for which the venv layout leaves it out.
REPLACED_LAUNCHER = [
    LAUNCHER,
    _generated("svc/fastapi_min.build_data.txt", "@@//svc:fastapi_min"),
    _generated("svc/_fastapi_min_stage2_bootstrap.py", "@@//svc:fastapi_min"),
]

REPLACED_VENV = [
    _generated("svc/_fastapi_min.venv/pyvenv.cfg", "@@//svc:fastapi_min"),
    _generated("svc/_fastapi_min.venv/bin/python3", "@@//svc:fastapi_min"),
    _generated("svc/_fastapi_min.venv/lib/python3.13/site-packages/bazel.pth", "@@//svc:fastapi_min"),
    _generated("svc/_fastapi_min.venv/lib/python3.13/site-packages/click", "@@//svc:fastapi_min"),
]

# With the flag `precompile` of rules_python: a wheel's, a library's and the program's own.
REPLACED_BYTECODE = [
    _generated("../{}/site-packages/charset_normalizer/__pycache__/cd.cpython-313.pyc".format(_CHARSET), "@@{}//:srcs".format(_CHARSET)),
    _generated("lib/__pycache__/greeting.cpython-313.pyc", "@@//lib:greeting"),
    _generated("svc/__pycache__/main.cpython-313.pyc", "@@//svc:fastapi_min"),
]

# Bytecode without a module, as `precompile_source_retention` leaves it, and what a wheel ships.
KEPT_BYTECODE = [
    _generated("lib/greeting.pyc", "@@//lib:greeting"),
    _file("lib/__pycache__/shipped.cpython-313.pyc", "@@//lib:greeting", True),
]

REPLACED_SYMLINKS = [
    "_main/svc/_fastapi_min.venv/bin/uvicorn",
    "_main/svc/_fastapi_min.venv/lib/python3.13/site-packages/charset_normalizer/md.abi3.so",
]

# First-party files that stay, with where they land.
KEPT = [
    (_file("svc/min.py", "@@//svc:min.py", True), "runfiles/_main/svc/min.py"),
    (_file("svc/core/settings.py", "@@//svc:core/settings.py", True), "runfiles/_main/svc/core/settings.py"),
    (_generated("svc/__pycache__/min.cpython-313.pyc", "@@//svc:fastapi_min"), "runfiles/_main/svc/__pycache__/min.cpython-313.pyc"),
    (_generated("svc/_fastapi_min.venv/note.txt", "@@//svc:other"), "runfiles/_main/svc/_fastapi_min.venv/note.txt"),
]

# Files of wheels, some generated, with where they land.
WHEEL_FILES = [
    (_source(_CHARSET, "site-packages/charset_normalizer/md.abi3.so"), "venv/site-packages/charset_normalizer/md.abi3.so"),
    (_source(_CHARSET, "data/share/man/man1/normalizer.1"), "venv/share/man/man1/normalizer.1"),
    (_source(_CHARSET, "include/charset.h"), "venv/include/charset.h"),
    (_generated("../{}/bin/normalizer".format(_CHARSET), "@@{}//:bin/normalizer".format(_CHARSET)), "venv/bin/normalizer"),
    (
        _generated("../{}/site-packages/opentelemetry/__init__.py".format(_TELEMETRY), "@@{}//:_cp_0_namespace".format(_TELEMETRY)),
        "venv/site-packages/opentelemetry/__init__.py",
    ),
    # sympy ships a folder of this name.
    (_source(_CHARSET, "site-packages/sympy/external/gmpy.py"), "venv/site-packages/sympy/external/gmpy.py"),
]

INTERPRETER_FILES = [
    (_source(_INTERPRETER, "bin/python3.13"), "python/bin/python3.13"),
    (_source(_INTERPRETER, "lib/python3.13/zoneinfo/_zoneinfo.py"), "python/lib/python3.13/zoneinfo/_zoneinfo.py"),
    (_file("third_party/python/bin/python3", "@@//third_party/python:bin/python3", True), "python/third_party/python/bin/python3"),
]
