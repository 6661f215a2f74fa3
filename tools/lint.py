"""Runs every check of style and types: buildifier, ruff and mypy, biome and tsc, pinned.

    python3 tools/lint.py          # says what is wrong
    python3 tools/lint.py --fix    # mends what can be mended

The tools come from PyPI and npm, by the machine's own configuration, once, into the user's cache.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_LOCK = _ROOT / "tools" / "requirements_dev.lock.txt"
_BUILDIFIER = "@bazel/buildifier@8.2.1"
_BIOME = "@biomejs/biome@2.6.8"
_TYPESCRIPT = "typescript@7.0.2"
_PAGE = "py/page/assets"
_WARNINGS = "--warnings=-bzl-visibility,-duplicated-name"
"""All but two: Bazel itself holds `visibility()`, which every private file declares, and
`release_app` takes the name of its binary by design."""

_MYPY_SOURCES = (
    "py/images",
    "py/layers",
    "py/load",
    "py/page",
    "py/plan",
    "py/policy",
    "py/push",
    "py/registry",
    "py/reports",
    "tools",
    "e2e",
    "bench",
)
"""What mypy reads from; the tests of `py` follow pytest's own rules."""


def _run(*command: str | Path) -> bool:
    """Runs one command in the checkout and says whether it succeeded."""
    sys.stderr.write(f"lint: {Path(command[0]).name} ...\n")
    return subprocess.run(command, cwd=_ROOT, check=False).returncode == 0


def _files(*patterns: str) -> list[str]:
    """Files that git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)
    return [file for file in listed.stdout.splitlines() if (_ROOT / file).is_file()]


def _environment() -> Path:
    """A virtual environment with the locked tools, made once per lock file."""
    key = hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    environment = cache / "rules_py_layers" / f"lint-{key}"
    done = environment / "done"
    if not done.exists():
        venv.create(environment, with_pip=True, clear=True)
        pip = (str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps")
        subprocess.run([*pip, "--require-hashes", "-r", str(_LOCK)], check=True)
        done.touch()
    return environment / "bin"


def _starlark(*, fix: bool) -> bool:
    mode = ("--mode=fix",) if fix else ("--mode=check",)
    sources = _files("*.bzl", "*BUILD.bazel", "*MODULE.bazel", "*.bazel.overlay")
    return _run("npx", "--yes", _BUILDIFIER, *mode, "--lint=warn", _WARNINGS, *sources)


def _python(*, fix: bool) -> bool:
    tools = _environment()
    ruff = (tools / "ruff", "check", *(("--fix",) if fix else ()))
    formatter = (tools / "ruff", "format", *(() if fix else ("--check",)))
    sources = (*_files("*.py"), "bazelw")
    return all(
        [
            _run(*ruff, *sources),
            _run(*formatter, *sources),
            _run(tools / "mypy", *(str(_ROOT / source) for source in _MYPY_SOURCES)),
        ]
    )


def _page(*, fix: bool) -> bool:
    """Checks the scripts and styles of the report's page: tsc reads types in comments."""
    check = ("check", *(("--write",) if fix else ()), "--error-on-warnings", _PAGE)
    return all(
        [
            _run("npx", "--yes", _BIOME, *check),
            _run("npx", "--yes", f"--package={_TYPESCRIPT}", "tsc", "--project", _PAGE),
        ]
    )


def main() -> int:
    """Returns 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    fix = parser.parse_args().fix
    return 0 if all([_starlark(fix=fix), _python(fix=fix), _page(fix=fix)]) else 1


if __name__ == "__main__":
    sys.exit(main())
