"""Writes the registry that Bazel resolves modules in.

Source: https://bazel.build/external/registry#index_registry
"""

import json
import pathlib
import re

from airgap import recipe

_VERSION = re.compile(r"(\bmodule\([^)]*?\bversion = )\"[^\"]*\"")


def write(dest: pathlib.Path, modules: recipe.Modules, src_root: pathlib.Path) -> None:
    """Writes a registry into a folder that does not exist yet.

    Args:
        dest: the registry.
        modules: what it holds, each in several versions that differ in their number alone.
        src_root: the root, which has the packaged modules.
    """
    dest.mkdir()
    (dest / "bazel_registry.json").write_text(json.dumps({"module_base_path": "modules"}))
    for name, versions in modules.stub_versions.items():
        for version in versions:
            module = f'module(name = "{name}", version = "{version}")\n'
            entry = _write_entry(dest, (name, version), module, f"{name}/{version}")
            (entry / "BUILD.bazel").touch()
    for name, packaged in modules.packaged.items():
        module = (src_root / packaged.folder.lstrip("/") / "MODULE.bazel").read_text()
        for version in packaged.versions:
            _write_entry(dest, (name, version), with_version(module, version), packaged.folder)


def with_version(module: str, version: str) -> str:
    """Returns the text of a MODULE.bazel under another version, as a registry demands."""
    return _VERSION.sub(rf'\g<1>"{version}"', module, count=1)


def _write_entry(
    dest: pathlib.Path,
    name_and_version: tuple[str, str],
    module: str,
    source: str,
) -> pathlib.Path:
    entry = dest.joinpath("modules", *name_and_version)
    entry.mkdir(parents=True)
    (entry / "MODULE.bazel").write_text(module)
    (entry / "source.json").write_text(json.dumps({"type": "local_path", "path": source}))
    return entry
