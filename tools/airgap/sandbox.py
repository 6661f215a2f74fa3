"""The bubblewrap command that puts Bazel into its root and leaves it the rest of the machine."""

import dataclasses
import os
import pathlib
from collections.abc import Mapping

from airgap import root

_NOT_THE_MACHINES = frozenset(
    {"bin", "sbin", "usr", "etc", "dev", "proc", "sys", "run", "tmp", "lost+found", "boot"},
)
"""Top folders that are the root's, are mounted anew, or no build needs."""

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""The machine's own folders hold programs for the machine's own C library."""

_UNSET = ("JAVA_HOME", "LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONHOME")

_SIGNALS = "INT,TERM,HUP,QUIT"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where the parts of a set-up lie."""

    root: pathlib.Path
    adapter: pathlib.Path
    trust_store: pathlib.Path


def command(place: Place, workspace: pathlib.Path, status_fd: int) -> list[str]:
    """Returns the command up to Bazel's own arguments.

    Args:
        place: the set-up.
        workspace: the folder that must be there, whatever it lies in.
        status_fd: where bubblewrap writes the client's process id and exit code.
    """
    user = [] if os.geteuid() == 0 else ["--unshare-user"]
    return [
        *("bwrap", *user, "--die-with-parent", "--json-status-fd", str(status_fd)),
        *_root_binds(place),
        *_system_mounts(),
        *_machine_binds([workspace, pathlib.Path.home(), place.root.parent]),
        *(word for name in _UNSET for word in ("--unsetenv", name)),
        *("--setenv", "PATH", _PATH, "--chdir", str(pathlib.Path.cwd())),
        *_locale(os.environ),
        # bubblewrap must not die before Bazel does, so it ignores what a terminal sends.
        *("/usr/bin/env", f"--default-signal={_SIGNALS}", "/usr/bin/bazel"),
    ]


def _locale(environment: Mapping[str, str]) -> list[str]:
    """Sets a locale that has a byte for every file name, where the user's has none.

    In the C locale Bazel's server ends at the first file name beyond ASCII that it deletes.
    """
    names = (environment.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "C")
    if locale.lower().replace("-", "").endswith("utf8"):
        return []
    return ["--setenv", "LC_ALL", "C.UTF-8"]


def _root_binds(place: Place) -> list[str]:
    words = []
    for name in ("usr", "etc"):
        words += ["--ro-bind", str(place.root / name), f"/{name}"]
    for link in sorted(place.root.iterdir()):
        if link.is_symlink():
            words += ["--symlink", str(link.readlink()), f"/{link.name}"]
    for name in (*root.HOST_FOLDERS, *root.HOST_FILES):
        if pathlib.Path("/", name).exists():
            words += ["--ro-bind", f"/{name}", f"/{name}"]
    words += ["--ro-bind", str(place.adapter), f"/{root.ADAPTER}"]
    words += ["--ro-bind", str(place.adapter / "bazelrc"), f"/{root.BAZELRC}"]
    return [*words, "--ro-bind", str(place.trust_store), f"/{root.TRUST_STORE}"]


def _system_mounts() -> list[str]:
    """Mounts what is no folder of a disk.

    /proc is the machine's own: the kernel lets Bazel's linux-sandbox mount one of its own only
    where a whole one is visible, and bubblewrap's `--proc` covers parts of it. /sys is writable for
    root alone: runc makes a control group for each container there.
    """
    sys_mount = "--bind-try" if os.geteuid() == 0 else "--ro-bind-try"
    return [
        *("--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc"),
        *(sys_mount, "/sys", "/sys"),
        *("--tmpfs", "/run", "--bind", "/tmp", "/tmp"),  # noqa: S108
    ]


def _machine_binds(needed: list[pathlib.Path]) -> list[str]:
    """Binds the machine's other folders at their own paths, and those that must be there."""
    words: list[str] = []
    for entry in sorted(pathlib.Path("/").iterdir()):
        if entry.name.startswith("lib") or entry.name in _NOT_THE_MACHINES:
            continue
        if entry.is_dir() and not entry.is_symlink():
            words += ["--bind", str(entry), str(entry)]
        elif entry.is_symlink():
            words += ["--symlink", str(entry.readlink()), str(entry)]
    bound = {*words, "/tmp"}  # noqa: S108
    for path in needed:
        top = "/" + path.parts[1] if len(path.parts) > 1 else "/"
        if top not in bound:
            words += ["--bind", str(path), str(path)]
    return words
