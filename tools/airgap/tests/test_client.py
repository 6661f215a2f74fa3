"""bazelw is Bazel for who calls it: its signals, its exit status, its terminal."""

import os
import pathlib
import pty
import signal
import subprocess
import sys
import time

import pytest
from airgap import client

TOOLS = pathlib.Path(client.__file__).resolve().parents[1]

# Stands for bubblewrap: starts the client, tells its process id, then its exit code.
MONITOR = """\
import json, os, subprocess, sys
fd = int(sys.argv[1])
running = subprocess.Popen(["env", "--default-signal=INT,TERM,HUP,QUIT", *sys.argv[2:]])
os.write(fd, json.dumps({"child-pid": running.pid}).encode() + b"\\n")
code = running.wait()
code = code if code >= 0 else 128 - code
os.write(fd, json.dumps({"exit-code": code}).encode() + b"\\n")
sys.exit(code)
"""

# Stands for Bazel: counts what it receives for a while, and exits with the number.
COUNTER = """\
import signal, sys, time
seen = []
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, lambda received, _: seen.append(received))
print("up", flush=True)
end = time.monotonic() + 1.5
while time.monotonic() < end:
    time.sleep(0.05)
print(seen, flush=True)
"""

RUN = """\
import pathlib, sys
sys.path.insert(0, sys.argv[1])
from airgap import client, sandbox
monitor = sys.argv[2]
sandbox.command = lambda place, workspace, fd: [sys.executable, "-c", monitor, str(fd)]
sys.exit(client.run(None, None, sys.argv[3:]))
"""


def command(*words: str, monitor: str = MONITOR) -> list[str]:
    return [sys.executable, "-c", RUN, str(TOOLS), monitor, *words]


def run(*words: str, monitor: str = MONITOR) -> subprocess.CompletedProcess[str]:
    whole = command(*words, monitor=monitor)
    return subprocess.run(whole, input="in", capture_output=True, text=True, check=False)


@pytest.mark.parametrize("status", [0, 1, 3, 8, 37])
def test_exit_status(status: int) -> None:
    assert run("sh", "-c", f"exit {status}").returncode == status


@pytest.mark.parametrize("name", ["TERM", "KILL", "SEGV"])
def test_exit_status_of_a_client_that_a_signal_ends(name: str) -> None:
    number = getattr(signal, f"SIG{name}")
    assert run("sh", "-c", f"kill -{name} $$").returncode == 128 + number


def test_stdin_and_stdout_are_the_callers() -> None:
    done = run("sh", "-c", "cat; echo err >&2")
    assert (done.stdout, done.stderr) == ("in", "err\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_signal_to_bazelw_reaches_bazel(number: signal.Signals) -> None:
    with subprocess.Popen(
        command(sys.executable, "-c", COUNTER),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "up\n"
        running.send_signal(number)
        assert running.stdout.readline() == f"[{int(number)}]\n"
    assert running.returncode == 0


def test_interrupt_from_the_terminal_comes_once() -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        words = command(sys.executable, "-c", COUNTER)
        os.execv(words[0], words)
    output = b""
    while b"up" not in output:
        output += os.read(terminal, 1000)
    time.sleep(0.2)
    os.write(terminal, b"\x03")
    while b"]" not in output:
        output += os.read(terminal, 1000)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert b"[2]" in output
    assert os.waitstatus_to_exitcode(status) == 0


def test_programs_below_bazel_see_default_signals() -> None:
    handlers = "import signal; print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)"
    assert run(sys.executable, "-c", handlers).stdout == "True\n"


def test_no_namespaces() -> None:
    done = run(
        "true", monitor="import sys; sys.exit('bwrap: No permissions to create a namespace')"
    )
    assert done.returncode == 1
    assert done.stderr.startswith("bwrap: No permissions to create a namespace\n")
    assert done.stderr.endswith(
        "airgap.errors.AirgapError: bazelw: bubblewrap must start Bazel in its root, "
        "got exit status 1.\n"
        "  its own message is above\n"
        "Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, "
        "and in a container\n"
        "a seccomp profile that permits clone and mount), or install bazelisk as `bazel` on PATH.\n"
    )


def test_mounts_fail_after_the_clone() -> None:
    told = "import os, sys; os.write(int(sys.argv[1]), b'{\"child-pid\": 0}\\n'); sys.exit(1)"
    assert "must start Bazel in its root" in run("true", monitor=told).stderr
