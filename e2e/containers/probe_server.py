"""The app in the test image: says what it sees of the world it runs in."""

import http.server
import json
import os
import signal
import socket
import sys
from pathlib import Path

_DIRECTORIES = ("/", "/tmp", "/app", "/dev", "/dev/shm")  # noqa: S108  In the container.
_ANY_ADDRESS = "0.0.0.0"  # noqa: S104  In the container.


def _is_writable(directory: str) -> bool:
    try:
        Path(directory, "probe").write_text("")
    except OSError:
        return False
    return True


def _seen() -> dict[str, object]:
    status = Path("/proc/self/status").read_text().splitlines()
    fields = dict(line.split(":\t", 1) for line in status if ":\t" in line)
    return {
        "capabilities": [fields[name] for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")],
        "cwd": str(Path.cwd()),
        "env": dict(os.environ),
        "interfaces": [name for _, name in socket.if_nameindex()],
        "may_list_root_home": os.access("/root", os.R_OK),
        "no_new_privileges": fields["NoNewPrivs"],
        "pid": os.getpid(),
        "user": [os.getuid(), os.getgid()],
        "writable": [directory for directory in _DIRECTORIES if _is_writable(directory)],
    }


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(_seen()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serves; ends with 0 on SIGTERM, unless told to be stubborn."""
    if "--stubborn" not in sys.argv:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.stdout.write("starting\n")
    sys.stdout.flush()
    http.server.HTTPServer((_ANY_ADDRESS, 8080), _Handler).serve_forever()


if __name__ == "__main__":
    main()
