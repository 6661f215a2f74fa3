"""Bazel modules from the folder that BAZELW_MODULES names, instead of a registry's."""

import hashlib
import pathlib

from airgap.errors import AirgapError

VARIABLE = "BAZELW_MODULES"

_NO_MODULES = """\
bazelw {variable}: expected folders with a MODULE.bazel in it, each named as its module, \
got {folder!r}.
  there is: {there}
Unpack the modules into it, or unset {variable}."""

_SHOWN = 10


def startup_options(folder: str, cache_dir: pathlib.Path) -> list[str]:
    """Returns what comes before the command for Bazel to take the modules of a folder.

    Args:
        folder: each folder in it that has a MODULE.bazel is the module of its name, whatever
            version is asked for; a file `bazelrc` in it holds more flags.
        cache_dir: gets the bazelrc.

    Raises:
        AirgapError: there are no modules.
    """
    place = pathlib.Path(folder).absolute()
    modules = sorted(src.parent for src in place.glob("*/MODULE.bazel"))
    if not modules:
        names = sorted(entry.name for entry in place.iterdir()) if place.is_dir() else []
        there = ", ".join(names[:_SHOWN]) or "nothing"
        raise AirgapError(_NO_MODULES.format(folder=folder, there=there, variable=VARIABLE))
    lines = [f"common --override_module={module.name}={module}" for module in modules]
    if (place / "bazelrc").is_file():
        lines.append(f"import {place}/bazelrc")
    text = "\n".join(["# Written by bazelw.", *lines, ""])
    key = hashlib.sha256(text.encode()).hexdigest()[:12]
    dest = cache_dir / f"modules-{key}.bazelrc"
    if not dest.is_file():
        dest.write_text(text)
    return [f"--bazelrc={dest}"]
