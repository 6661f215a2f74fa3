"""Makes what is laid over Debian's rules_python 0.22, and the bazelrc that makes Bazel use it."""

import json
import pathlib
import shutil
from collections.abc import Sequence

from airgap import interpreters, recipe, registry, root
from airgap.errors import AirgapError

RULES_PYTHON = "usr/share/bazel/rules/python"
_ZSTD_JAR = "usr/share/java/zstd-jni.jar"

_OVERLAY_SUFFIX = ".overlay"
"""A BUILD file in the overlay ends so, or its folder were a package of this repository."""

_EDITS = {
    "MODULE.bazel": (
        'use_repo(python, "pythons_hub")\n',
        'use_repo(python, "pythons_hub")\nregister_toolchains("@pythons_hub//:all")\n',
    ),
    # Bazel 7 takes file names with a space; leaving them out makes wheels incomplete.
    "python/pip_install/tools/wheel_installer/wheel_installer.py": (
        '                "**/* *",\n',
        "",
    ),
    # An attribute that Bazel 7 has no longer.
    "python/config_settings/transition.bzl": (
        '        "distribs": distribs,\n',
        "",
    ),
    # setuptools has dropped pkg_resources; pip has a copy.
    "python/pip_install/tools/wheel_installer/wheel.py": (
        "import pkg_resources\n",
        "from pip._vendor import pkg_resources\n",
    ),
}
"""File to (text that must be there once, replacement)."""

_OTHER_TEXT = """\
bazelw {src}: the text {expected!r} must be there once, got {got} times.
  Debian has another bazel-rules-python than the one this adapter is made for (0.22.1)
Bring the edits in tools/airgap/adapter.py up to date with it."""

_DROPPED = (
    *("try-import", "build --sandbox_debug", "build --host_javabase="),
    "common --override_module=rules_python=",
)
"""Lines of Debian's bazelrc: a file that is not there, noise, and what is replaced here."""


def make_adapter(dest: pathlib.Path, src_root: pathlib.Path, keys: str) -> None:
    """Makes an adapter for a root in a folder that does not exist yet.

    Args:
        dest: gets `rules_python`, `registry` and `bazelrc`.
        src_root: the root.
        keys: names root and adapter, so that a server of others is not used.

    Raises:
        AirgapError: Debian's rules_python is not the one that is known.
    """
    copy = dest / "rules_python"
    shutil.copytree(src_root / RULES_PYTHON, copy, symlinks=True)
    for name, (old, new) in _EDITS.items():
        _edit(copy / name, old, new)
    _lay_over(recipe.HERE / "rules_python", copy)
    installed = copy / "python/private/airgap/installed.bzl"
    installed.write_text(_installed(src_root))
    registry.write(dest / "registry", recipe.read_modules(), src_root)
    debian = (src_root / root.BAZELRC).read_text()
    java_home = f"/{root.java_home(src_root).relative_to(src_root)}"
    (dest / "bazelrc").write_text(bazelrc(debian, java_home, keys, zstd=_zstd(src_root)))


def _edit(src: pathlib.Path, old: str, new: str) -> None:
    text = src.read_text()
    if text.count(old) != 1:
        raise AirgapError(_OTHER_TEXT.format(src=src, expected=old, got=text.count(old)))
    src.write_text(text.replace(old, new))


def _lay_over(overlay: pathlib.Path, dest: pathlib.Path) -> None:
    for src in sorted(overlay.rglob("*")):
        if src.is_file():
            place = dest / str(src.relative_to(overlay)).removesuffix(_OVERLAY_SUFFIX)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(src, place)


def _installed(src_root: pathlib.Path) -> str:
    minors = (recipe.PYTHON_SUITE_MINOR, *recipe.BAZEL_SUITE_MINORS)
    table = {
        minor: {
            "fingerprint": interpreters.fingerprint(src_root, minor),
            "src": f"/{interpreters.PYTHONS}/{minor}",
        }
        for minor in minors
    }
    doc = '"""The interpreters of the root, as bazelw found them."""'
    return f"{doc}\n\nINTERPRETERS = {json.dumps(table, indent=4)}\n"


def _zstd(src_root: pathlib.Path) -> list[str]:
    """Returns the options with which Bazel finds zstd; none where the root has none.

    Debian leaves zstd out of Bazel's own archive: `--execution_log_compact_file` ends the server.
    """
    libraries = sorted(src_root.glob("usr/lib/*/libzstd-jni.so.1"))
    if not libraries or not (src_root / _ZSTD_JAR).exists():
        return []
    library = libraries[0].relative_to(src_root)
    return [
        f"startup --host_jvm_args=-Xbootclasspath/a:/{_ZSTD_JAR}",
        f"startup --host_jvm_args=-DZstdNativePath=/{library}",
    ]


def bazelrc(debian: str, java_home: str, keys: str, *, zstd: Sequence[str] = ()) -> str:
    """Returns the system's bazelrc: Debian's own lines and those of the adapter.

    Args:
        debian: its bazelrc.
        java_home: of the JDK in the root.
        keys: names root and adapter.
        zstd: lines that let Bazel write zstd.
    """
    return "\n".join(
        [
            *(line for line in debian.splitlines() if not line.startswith(_DROPPED)),
            "# Written by bazelw.",
            f"startup --server_javabase={java_home}",
            f"startup --host_jvm_args=-Djavax.net.ssl.trustStore=/{root.TRUST_STORE}",
            *zstd,
            "# Another root or adapter is another server.",
            f"startup --host_jvm_args=-Dbazelw.keys={keys}",
            "build --java_runtime_version=local_jdk --tool_java_runtime_version=local_jdk",
            "common --noenable_workspace",
            "# The versions here are the distribution's: they are no lock for others.",
            "common --lockfile_mode=off",
            f"common --registry=file:///{root.ADAPTER}/registry",
            f"common --override_module=rules_python=/{root.ADAPTER}/rules_python",
            *(
                "common --override_repository="
                f"rules_python~~internal_deps~pypi__{name}=/{interpreters.WHEELS}/{name}"
                for name in interpreters.PACKAGES
            ),
            "",
        ]
    )
