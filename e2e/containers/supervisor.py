"""Lives in the container's network namespace: starts the container, asks it, stops it.

A program of its own, started by `container.py`, because a namespace is entered by a whole process.
Being inside, it needs no port of the host and no way to enter a foreign namespace. It reads one
JSON object per line and answers each with one; at the end of its input the container dies.
"""

import base64
import contextlib
import ctypes
import fcntl
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_CHILD_SUBREAPER = 36
_SIOCGIFFLAGS = 0x8913
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1

_POLL_SECONDS = 0.01

Json = dict[str, Any]

_libc = ctypes.CDLL(None, use_errno=True)


def enter_private_network() -> None:
    """Leaves the machine's network for one that has only the loopback interface."""
    user, group = os.geteuid(), os.getegid()
    try:
        _call("unshare", _CLONE_NEWNET)
    except PermissionError:
        _call("unshare", _CLONE_NEWUSER | _CLONE_NEWNET)
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            Path("/proc/self", name).write_text(text, encoding="ascii")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(handle, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))


def _call(name: str, *arguments: int) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


class RefusedError(Exception):
    """A runtime that cannot start containers here."""


class Supervisor:
    """One container, from its start to its end."""

    def __init__(self, stdout: str, stderr: str) -> None:
        """Notes the files that what the container says goes to."""
        self._stdout = Path(stdout)
        self._stderr = Path(stderr)
        self._app = 0
        """Process id of the container's first process."""
        self._waited = 0
        """Process id of our child that ends when the container does."""
        self._delete: list[str] = []
        self._status: int | None = None

    def start(self, starts: list[Json]) -> Json:
        """Starts the container by the first runtime that can."""
        refusals = {}
        for start in starts:
            try:
                self._start_bubblewrap(start) if "run" in start else self._start_oci(start)
            except (RefusedError, OSError) as error:
                refusals[start["runtime"]] = str(error)
            else:
                return {"runtime": start["runtime"], "refusals": refusals}
        return {"runtime": "", "refusals": refusals}

    def _start_oci(self, start: Json) -> None:
        # The container's first process becomes ours when the one that created it has ended.
        _call("prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._delete = start["delete"]
        try:
            self._run_oci(start["create"])
            self._app = self._waited = int(Path(start["pid_file"]).read_text(encoding="ascii"))
            self._run_oci(start["start"])
        except RefusedError:
            self.close()
            self._app, self._delete = 0, []
            self._stderr.write_bytes(b"")
            raise

    def _run_oci(self, command: list[str]) -> None:
        """Runs a command of the runtime; "create" passes its streams on to the container."""
        log = self._stderr.with_name(f"{Path(command[0]).name}.log")
        with self._stdout.open("ab") as stdout, self._stderr.open("ab") as stderr:
            status = subprocess.call(
                [command[0], "--log", str(log), *command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
            )
        if status:
            # crun's complaint about the machine itself does not go to its log.
            raise RefusedError(_last_line(log) or _last_line(self._stderr))

    def _start_bubblewrap(self, start: Json) -> None:
        reader, writer = os.pipe()
        command = [start["run"][0], "--info-fd", str(writer), *start["run"][1:]]
        with self._stdout.open("ab") as stdout, self._stderr.open("ab") as stderr:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, pass_fds=[writer]
            )
        os.close(writer)
        with os.fdopen(reader, "rb") as info:
            told = info.read()
        self._waited = child.pid
        child.returncode = 0  # We wait for it ourselves; no warning at the end.
        if not told:
            self._wait(None)
            raise RefusedError(_last_line(self._stderr))
        self._app = json.loads(told)["child-pid"]

    def http(self, request: Json) -> Json:
        """Asks once; until something listens, tries again."""
        limit = time.monotonic() + request["timeout"]
        while True:
            left = limit - time.monotonic()
            if left <= 0:
                return {"error": f"no answer within {request['timeout']} s"}
            connection = http.client.HTTPConnection("127.0.0.1", request["port"], timeout=left)
            try:
                connection.request("GET", request["path"], headers=request["headers"])
                answer = connection.getresponse()
                body = base64.b64encode(answer.read()).decode("ascii")
                return {"status": answer.status, "headers": answer.getheaders(), "body": body}
            except ConnectionRefusedError:
                if self._wait(0) is not None:
                    return {"error": f"it has ended with exit status {self._status}"}
                time.sleep(_POLL_SECONDS)
            except (OSError, http.client.HTTPException) as error:
                return {"error": repr(error)}
            finally:
                connection.close()

    def stop(self, request: Json) -> Json:
        """Asks the first process to end; kills it after a while."""
        begin = time.monotonic()
        if self._wait(0) is None:
            os.kill(self._app, request["signal"])
        return self.wait(request) | {"seconds": time.monotonic() - begin}

    def wait(self, request: Json) -> Json:
        """Waits for the end; kills it after a while."""
        begin = time.monotonic()
        killed = self._wait(request["timeout"]) is None
        seconds = time.monotonic() - begin
        if killed:
            self._kill()
        return {"seconds": seconds, "status": self._status, "killed": killed}

    def close(self) -> None:
        """Leaves nothing behind."""
        if self._app and self._status is None:
            self._kill()
        if self._delete:
            subprocess.run(self._delete, capture_output=True, check=False)

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._app, signal.SIGKILL)
        self._wait(None)

    def _wait(self, seconds: float | None) -> int | None:
        """Returns the exit status, 128 and more for a signal; None if it still runs by then."""
        limit = None if seconds is None else time.monotonic() + seconds
        while self._status is None:
            pid, status = os.waitpid(self._waited, 0 if limit is None else os.WNOHANG)
            if pid:
                code = os.waitstatus_to_exitcode(status)
                self._status = code if code >= 0 else 128 - code
            elif limit is not None and time.monotonic() >= limit:
                return None
            else:
                time.sleep(_POLL_SECONDS)
        return self._status


def _last_line(log: Path) -> str:
    text = log.read_text(errors="replace") if log.exists() else ""
    return next(reversed(text.splitlines()), "")


def main() -> None:
    """Answers until the input ends."""
    first = json.loads(sys.stdin.readline())
    enter_private_network()
    supervisor = Supervisor(first["stdout"], first["stderr"])
    try:
        _answer(supervisor.start(first["starts"]))
        for line in sys.stdin:
            request = json.loads(line)
            _answer(getattr(supervisor, request["do"])(request))
    finally:
        supervisor.close()


def _answer(answer: Json) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
