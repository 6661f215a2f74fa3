"""What is set up: suites, packages, and the keys that name the result."""

import dataclasses
import hashlib
import pathlib
import tomllib

HERE = pathlib.Path(__file__).resolve().parent

BAZEL_SUITES = ("forky", "sid")
"""Debian suites with Bazel 7 or newer, in the order in which they are tried."""

PYTHON_SUITE = "bookworm"
"""The last suite with CPython 3.11; its binaries run on glibc 2.36."""

PYTHON_SUITE_MINOR = "3.11"

BAZEL_SUITE_MINORS = ("3.13", "3.14")

PYTHON_PACKAGES = ("python3.11-minimal", "libpython3.11-stdlib")

BAZEL_PACKAGES = (
    *("bazel-bootstrap", "bazel-rules-python", "bazel-skylib"),
    *("bash", "dash", "coreutils", "findutils", "diffutils", "debianutils", "util-linux"),
    *("sed", "grep", "mawk", "hostname", "procps", "file", "patch", "git"),
    *("tar", "gzip", "xz-utils", "zip", "unzip"),
    *("libc-bin", "base-files", "netbase", "ca-certificates", "debian-archive-keyring"),
    *("dpkg", "apt"),
    *("bubblewrap", "runc", "libarchive-tools"),
    *("python3", "python3-venv", "python3.13", "python3.14"),
    *("python3-pip-whl", "python3-setuptools-whl", "python3-installer"),
)
"""dpkg and apt are for the repository rule that makes a base image; bubblewrap, runc and bsdtar for
tests that start images and read their layers."""

FREE_BYTES_NEEDED = 4 * 10**9
"""Twice what is left after the set-up: packages and their contents lie side by side."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Packaged:
    """A Bazel module that a package of the distribution brings."""

    package: str
    folder: str
    """Absolute, as it is in the root."""

    versions: list[str]
    """By which MODULE.bazel files name it."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Modules:
    """The Bazel modules of modules.toml, by their names."""

    stub_versions: dict[str, list[str]]
    packaged: dict[str, Packaged]


def read_modules(src: pathlib.Path = HERE / "modules.toml") -> Modules:
    """Reads which modules are stubs and which ones Debian packages bring."""
    tables = tomllib.loads(src.read_text())
    packaged = {name: Packaged(**entry) for name, entry in tables["packaged"].items()}
    return Modules(stub_versions=tables["stub"], packaged=packaged)


def bazel_packages(modules: Modules) -> list[str]:
    """Returns the packages of the root, sorted."""
    return sorted({*BAZEL_PACKAGES, *(module.package for module in modules.packaged.values())})


def root_key(modules: Modules) -> str:
    """Returns the key of a root: it changes with the packages and with the code that makes it."""
    sources = [(HERE / name).read_bytes() for name in ("recipe.py", "root.py", "interpreters.py")]
    packages = " ".join(bazel_packages(modules)).encode()
    return _key([packages, *sources])


def adapter_key(root: str) -> str:
    """Returns the key of an adapter: it changes with the root and all that is laid over it."""
    overlay = sorted(src for src in (HERE / "rules_python").rglob("*") if src.is_file())
    sources = [HERE / name for name in ("adapter.py", "modules.toml", "registry.py")] + overlay
    named = [f"{src.relative_to(HERE)}\n".encode() + src.read_bytes() for src in sources]
    return _key([root.encode(), *named])


def _key(parts: list[bytes]) -> str:
    digests = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(digests).hexdigest()[:12]
