"""Headless Chromium, driven over two pipes: no port, and no library.

Source: https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_PATIENCE = 60
"""Seconds for an answer: a busy machine starts a browser slowly."""

_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # its own needs user namespaces, and root has none in many containers
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_READS, _WRITES = 3, 4
"""The descriptors on which `--remote-debugging-pipe` listens and answers."""

_KEYS = {"Enter": "\r", "Tab": "\t"}


class Browser:
    """One Chromium with one page; what the page did is in `events`."""

    def __enter__(self) -> Self:
        """Starts it."""
        self._profile = tempfile.mkdtemp(prefix="page-")
        to_read, self._to = _pipe()
        self._from, to_write = _pipe()
        program = shutil.which("chromium")
        if program is None:
            raise RuntimeError("expected chromium on PATH, got none: apt-get install chromium")
        self._pid = os.posix_spawn(
            program,
            [program, *_FLAGS, f"--user-data-dir={self._profile}"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, to_read, _READS),
                (os.POSIX_SPAWN_DUP2, to_write, _WRITES),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
            setpgroup=0,
        )
        os.close(to_read)
        os.close(to_write)
        self._buffer = b""
        self._asked = 0
        self._session = ""
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        # A page that is looked at: else nothing in it gets the focus.
        self.ask("Emulation.setFocusEmulationEnabled", enabled=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Ends it and removes its profile."""
        os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._to)
        os.close(self._from)
        shutil.rmtree(self._profile, ignore_errors=True)

    def ask(self, method: str, **params: Any) -> Any:
        """Returns what the browser answers to one command."""
        self._asked += 1
        message = {"id": self._asked, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") != self._asked:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def open(self, page: Path, *, width: int, height: int, dark: bool = False) -> None:
        """Opens a file in a window of a size and waits until it is loaded."""
        self.events.clear()
        self.resize(width=width, height=height)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", media="", features=[scheme])
        self.ask("Page.navigate", url=page.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def resize(self, *, width: int, height: int) -> None:
        """Makes the window of a size, in CSS pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **size)

    def value(self, expression: str) -> Any:
        """Returns the value of an expression in the page."""
        found = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in found:
            raise RuntimeError(f"{expression}: {found['exceptionDetails']}")
        return found["result"].get("value")

    def press(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        for key in keys:
            text = {"text": _KEYS[key]} if key in _KEYS else {}
            code = {"Enter": 13, "Tab": 9}.get(key, 0)
            named = {"key": key, "code": key, "windowsVirtualKeyCode": code}
            self.ask("Input.dispatchKeyEvent", type="keyDown", **named, **text)
            self.ask("Input.dispatchKeyEvent", type="keyUp", **named)

    def write(self, text: str) -> None:
        """Writes text where the focus is."""
        self.ask("Input.insertText", text=text)

    def screenshot(self, dest: Path) -> None:
        """Saves what the whole page looks like, as PNG."""
        found = self.ask("Page.captureScreenshot", captureBeyondViewport=True)
        dest.write_bytes(base64.b64decode(found["data"]))

    def print_to(self, dest: Path) -> None:
        """Saves what the page looks like on paper, as PDF."""
        found = self.ask("Page.printToPDF", printBackground=True, paperWidth=8.27, paperHeight=11.7)
        dest.write_bytes(base64.b64decode(found["data"]))

    def _next(self) -> dict[str, Any]:
        """Returns the next message."""
        end = time.monotonic() + _PATIENCE
        while b"\0" not in self._buffer:
            ready = select.select([self._from], [], [], max(0, end - time.monotonic()))[0]
            part = os.read(self._from, 1 << 20) if ready else b""
            if not part:
                raise RuntimeError("expected an answer of chromium, got none")
            self._buffer += part
        message, self._buffer = self._buffer.split(b"\0", 1)
        found: dict[str, Any] = json.loads(message)
        return found


def _pipe() -> tuple[int, int]:
    """Returns a pipe whose ends are no descriptors that the browser gets anew."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
