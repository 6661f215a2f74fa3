"""How to start a container: what each runtime is told, and in which order they are tried."""

import dataclasses
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_OCI_RUNTIMES = ("runc", "crun")
_BUBBLEWRAP = "bwrap"
_ALL_USERS = ["0", "0", "4294967295"]

_SHM = "/dev/shm"  # noqa: S108  In the container.
_TMP = "/tmp"  # noqa: S108  In the container.

SYSTEM_DIRECTORIES = ("/usr/sbin", "/sbin")
"""Where runc is, and what the PATH of a Bazel test leaves out."""

RUNTIMES = (*_OCI_RUNTIMES, "bubblewrap")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Process:
    """The process in the container. Its user has no capability and owns no file."""

    root: Path
    """The unpacked image; read-only in the container."""
    command: Sequence[str]
    env: Sequence[str]
    cwd: str
    user: int
    """User and group id."""
    writable_tmp: bool


Start = Mapping[str, object]
"""What the supervisor is told about one runtime."""


def starts(process: Process, scratch: Path) -> Iterator[Start]:
    """Yields the ways to start the process that may work here, the strongest isolation first.

    Args:
        process: what to start.
        scratch: an existing directory for the runtimes' own files.
    """
    if _is_really_root():
        for program in _OCI_RUNTIMES:
            if found := _find(program):
                yield _oci_start(found, process, scratch)
    if found := _find(_BUBBLEWRAP):
        yield {"runtime": "bubblewrap", "run": [*_bubblewrap(found, process), *process.command]}


def _find(program: str) -> str | None:
    path = [os.environ.get("PATH", os.defpath), *SYSTEM_DIRECTORIES]
    return shutil.which(program, path=os.pathsep.join(path))


def _is_really_root() -> bool:
    """Tells root from a user who is called root in a user namespace."""
    return os.geteuid() == 0 and Path("/proc/self/uid_map").read_text().split() == _ALL_USERS


def _oci_start(program: str, process: Process, scratch: Path) -> Start:
    runtime = Path(program).name
    bundle = scratch / runtime
    bundle.mkdir()
    (bundle / "config.json").write_text(json.dumps(_oci_config(process)))
    words = [program, "--root", str(bundle / "state")]
    name = f"rules-py-layers-{scratch.name}"
    pid_file = bundle / "pid"
    create = [*words, "create", "--bundle", str(bundle), "--pid-file", str(pid_file), name]
    return {
        "runtime": runtime,
        "create": create,
        "pid_file": str(pid_file),
        "start": [*words, "start", name],
        "delete": [*words, "delete", "--force", name],
    }


def _oci_config(process: Process) -> dict[str, object]:
    """Returns a bundle's config.json; without a network namespace, which the supervisor has made.

    https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md
    """
    sets = ("ambient", "bounding", "effective", "inheritable", "permitted")
    return {
        "ociVersion": "1.0.2",
        "hostname": "container",
        "root": {"path": str(process.root), "readonly": True},
        "process": {
            "args": list(process.command),
            "env": list(process.env),
            "cwd": process.cwd,
            "user": {"uid": process.user, "gid": process.user},
            "capabilities": {name: [] for name in sets},
            "noNewPrivileges": True,
        },
        "mounts": _oci_mounts(writable_tmp=process.writable_tmp),
        "linux": {
            "namespaces": [{"type": name} for name in ("ipc", "mount", "pid", "uts")],
            "maskedPaths": ["/proc/kcore", "/proc/keys", "/proc/timer_list"],
            "readonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys"],
        },
    }


def _oci_mounts(*, writable_tmp: bool) -> list[dict[str, object]]:
    safe = ["nosuid", "nodev"]
    mounts = [
        _mount("/proc", "proc", [*safe, "noexec"]),
        _mount("/dev", "tmpfs", ["nosuid", "mode=755", "size=64k"]),
        _mount(_SHM, "tmpfs", [*safe, "mode=1777", "size=64m"]),
    ]
    return [*mounts, _mount(_TMP, "tmpfs", [*safe, "mode=1777"])] if writable_tmp else mounts


def _mount(dest: str, kind: str, options: Sequence[str]) -> dict[str, object]:
    return {"destination": dest, "type": kind, "source": kind, "options": options}


def _bubblewrap(program: str, process: Process) -> list[str]:
    """Returns the command up to the container's own; the network is the supervisor's."""
    spaces = ("user", "pid", "ipc", "uts", "cgroup-try")
    user = str(process.user)
    tmp = ["--perms", "1777", "--tmpfs", _TMP] if process.writable_tmp else []
    variables = [word for pair in process.env for word in _setenv(pair)]
    return [
        *(program, "--die-with-parent", "--new-session", "--as-pid-1"),
        *(f"--unshare-{space}" for space in spaces),
        *("--uid", user, "--gid", user, "--cap-drop", "ALL", "--hostname", "container"),
        *("--ro-bind", str(process.root), "/", *_proc(program), *tmp),
        *("--dev", "/dev", "--perms", "1777", "--tmpfs", _SHM, "--remount-ro", "/dev"),
        *("--clearenv", *variables, "--chdir", process.cwd, "--"),
    ]


def _setenv(pair: str) -> list[str]:
    name, _, value = pair.partition("=")
    return ["--setenv", name, value]


def _proc(program: str) -> list[str]:
    """Returns a /proc of the container's own where the kernel allows one.

    It does not where the machine's /proc is partly covered, as in most containers: then the
    container sees the outer one.
    """
    own = ["--proc", "/proc"]
    probe = [program, "--unshare-user", "--unshare-pid", "--ro-bind", "/", "/", *own, "true"]
    allowed = subprocess.run(probe, capture_output=True, check=False).returncode == 0
    return own if allowed else ["--ro-bind", "/proc", "/proc"]
