"""Runs Bazel below bubblewrap as if bazelw were Bazel: same signals, same exit status."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Sequence

from airgap import sandbox
from airgap.errors import AirgapError

_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

_SENT_BY_KERNEL = 0x80
"""si_code of a signal from the terminal: the whole group has it, Bazel included.

Source: sigaction(2), SI_KERNEL
"""

_NO_SANDBOX = """\
bazelw: bubblewrap must start Bazel in its root, got exit status {status}.
  its own message is above
Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, and in a container
a seccomp profile that permits clone and mount), or install bazelisk as `bazel` on PATH."""


def run(place: sandbox.Place, workspace: pathlib.Path, arguments: Sequence[str]) -> int:
    """Runs Bazel and waits for it.

    Returns:
        Bazel's exit status, 128 + n when signal n ended it.

    Raises:
        AirgapError: bubblewrap fails.
    """
    read_fd, write_fd = os.pipe()
    signals = {*_FORWARDED, signal.SIGCHLD}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    running = subprocess.Popen(
        [*sandbox.command(place, workspace, write_fd), *arguments],
        pass_fds=[write_fd],
        preexec_fn=_prepare_child,  # noqa: PLW1509  There are no threads.
    )
    os.close(write_fd)
    with os.fdopen(read_fd) as status:
        started = status.readline()
        if started:
            _forward_until_exit(running, json.loads(started)["child-pid"])
        running.wait()
        if '"exit-code"' not in status.read() and running.returncode > 0:
            raise AirgapError(_NO_SANDBOX.format(status=running.returncode))
    code = running.returncode
    return code if code >= 0 else 128 - code


def _prepare_child() -> None:
    for number in _FORWARDED:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _forward_until_exit(running: subprocess.Popen[bytes], client_pid: int) -> None:
    while running.poll() is None:
        received = signal.sigwaitinfo({*_FORWARDED, signal.SIGCHLD})
        if received.si_signo == signal.SIGCHLD or received.si_code == _SENT_BY_KERNEL:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.kill(client_pid, received.si_signo)


def replace_by(program: str, arguments: Sequence[str]) -> None:
    """Becomes another Bazel."""
    sys.stdout.flush()
    os.execv(program, [program, *arguments])  # noqa: S606
