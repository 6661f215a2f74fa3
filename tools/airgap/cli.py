"""What bazelw does with its arguments."""

import functools
import os
import pathlib
import signal
import sys
import types
from collections.abc import Sequence

from airgap import (
    adapter,
    cache,
    choice,
    client,
    host,
    local_modules,
    recipe,
    root,
    sandbox,
    truststore,
)
from airgap.errors import EXIT_STATUS, AirgapError

HELP = f"""\
bazelw: runs Bazel, also on a Debian machine that has none.

  ./bazelw ARGUMENTS…      the arguments are Bazel's own, the exit status too
  ./bazelw --bazelw-help   shows this

A `bazel` or `bazelisk` on PATH that starts and is {choice.OLDEST_MAJOR} or newer is run as it is.
Else, on Debian with x86_64 or aarch64, bazelw fetches Debian's own Bazel from the mirror that apt
uses, once, into the cache folder, and runs it there through bubblewrap. It needs mmdebstrap and
bubblewrap (root: it installs them), 4 GB while it works, and some minutes.

  BAZELW_AIRGAP=1          do not look on PATH
  BAZELW_MODULES=FOLDER    take Bazel modules from here, whatever Bazel runs: each folder in it
                           with a MODULE.bazel is the module of its name; `bazelrc` has more flags
  XDG_CACHE_HOME           where the cache folder is; ~/.cache without it

Exit status {EXIT_STATUS}: this machine cannot run Bazel so; the message says what to change.
"""


def main(own: pathlib.Path, arguments: Sequence[str]) -> int:
    """Runs Bazel.

    Args:
        own: the script bazelw.
        arguments: all that follow its name.

    Returns:
        The exit status.
    """
    if list(arguments) == ["--bazelw-help"]:
        sys.stdout.write(HELP)
        return 0
    try:
        words = [*_local_modules(), *arguments]
        if os.environ.get("BAZELW_AIRGAP") != "1":
            program = choice.find_on_path(own)
            if program:
                client.replace_by(program, words)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        return client.run(_set_up(), _workspace(pathlib.Path.cwd()), words)
    except AirgapError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_STATUS


def _local_modules() -> list[str]:
    folder = os.environ.get(local_modules.VARIABLE)
    return local_modules.startup_options(folder, cache.cache_dir()) if folder else []


def _stop(number: int, _frame: types.FrameType | None) -> None:
    """Ends a set-up so that what it runs ends too and nothing half-made stays."""
    sys.exit(128 + number)


def _set_up() -> sandbox.Place:
    """Makes what is not there yet."""
    cache_dir = cache.cache_dir()
    modules = recipe.read_modules()
    root_key = recipe.root_key(modules)
    adapter_key = recipe.adapter_key(root_key)
    root_dir = cache_dir / f"airgap-{root_key}"
    adapter_dir = cache_dir / f"adapter-{adapter_key}"
    cache.make_once(root_dir, functools.partial(_make_root, modules=modules))
    host.provide_tools(("bwrap",))
    keys = f"{root_key}.{adapter_key}"
    make = functools.partial(adapter.make_adapter, src_root=root_dir, keys=keys)
    cache.make_once(adapter_dir, make)
    return sandbox.Place(
        root=root_dir,
        adapter=adapter_dir,
        trust_store=truststore.write_trust_store(cache_dir),
    )


def _make_root(dest: pathlib.Path, modules: recipe.Modules) -> None:
    codename = host.check_kind()
    host.check_room(dest.parent)
    host.provide_tools()
    root.make_root(dest, host.find_mirror(codename), recipe.bazel_packages(modules))


def _workspace(folder: pathlib.Path) -> pathlib.Path:
    """Returns the folder that holds the repository: the nearest one with .git, else itself."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder
