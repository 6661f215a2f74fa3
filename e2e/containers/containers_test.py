"""A real CPython on a base image of Debian packages answers, and ends when told.

Needs what the base image needs, apt and its mirror; or in E2E_PYTHON_LAYOUT the layout of such an
image with CPython's packages in it.
"""

import json
import os
import socket
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.base.__main__ import main as make_base
from e2e.base.runtime import PYTHON_RUNTIME_PACKAGES
from e2e.containers import Container, ContainerError, run_image, runtimes, subject
from e2e.containers.image import read_image

_PYTHON = tuple(
    "|".join(pattern.format(f"3.{minor}") for minor in (11, 12, 13, 14))
    for pattern in ("libpython{}-minimal", "libpython{}-stdlib", "python{}-minimal")
)
_RUNTIMES = ["", "bubblewrap"]
"""The strongest that works, and what works for everybody."""

_SHM = "/dev/shm"
_TMP = "/tmp"

_TRY_STANDARD_LIBRARY = """\
import os, pathlib, pwd, socket, ssl, zoneinfo
modules = pathlib.Path(os.__file__).parent.glob("lib-dynload/*")
names = {path.name.partition(".")[0] for path in modules}
for name in sorted(name for name in names - {"nis"} if "test" not in name):
    __import__(name)
assert len(names) > 20, names
assert ssl.create_default_context().cert_store_stats()["x509_ca"] > 100
assert socket.getservbyname("https") == 443
assert pwd.getpwnam("nobody").pw_uid == 65534
zoneinfo.ZoneInfo("Europe/Berlin")
"""


@pytest.fixture(scope="session")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An image of the base, CPython and `probe_server.py`."""
    directory = tmp_path_factory.mktemp("image")
    if "E2E_PYTHON_LAYOUT" not in os.environ:
        arguments = ["--output", str(directory), "--packages", *PYTHON_RUNTIME_PACKAGES, *_PYTHON]
        assert make_base(arguments) == 0
    base = read_image(Path(os.environ.get("E2E_PYTHON_LAYOUT", directory / "layout")))
    layer = base.layers[0].src.read_bytes()
    with tarfile.open(base.layers[0].src) as tar:
        program = next(name for name in tar.getnames() if name.startswith("usr/bin/python3."))
    server = Path(__file__).with_name("probe_server.py").read_bytes()
    app = subject.tar([("app/python", f"/{program}"), ("app/server.py", server)])
    config = {
        "Entrypoint": ["/app/python", "/app/server.py"],
        "Env": [*base.env, "IN_IMAGE=1"],
        "WorkingDir": "/app",
    }
    return subject.write_layout(directory / "app", [(layer, ""), (app, "+zstd")], config)


@pytest.fixture(params=_RUNTIMES)
def container(request: pytest.FixtureRequest, layout: Path) -> Iterator[Container]:
    """The server, running."""
    with run_image(layout, runtime=request.param, env={"FROM_TEST": "1"}) as running:
        yield running


def _seen(container: Container) -> dict[str, Any]:
    response = container.http_get("/")
    assert response.status == 200
    seen: dict[str, Any] = json.loads(response.body)
    return seen


def test_sees_a_closed_world(container: Container) -> None:
    """Read-only root, a user that owns nothing, no capability, no network."""
    seen = _seen(container)
    assert seen["user"] == [container.user, container.user]
    assert seen["pid"] == 1
    assert set(seen["capabilities"]) == {"0" * 16}
    assert seen["no_new_privileges"] == "1"
    assert seen["interfaces"] == ["lo"]
    assert seen["writable"] == [_SHM]
    assert not seen["may_list_root_home"]
    assert seen["cwd"] == "/app"
    assert set(seen["env"]) - {"LC_CTYPE", "PWD", "HOME"} == {
        "FROM_TEST",
        "IN_IMAGE",
        "PATH",
        "SSL_CERT_FILE",
    }


def test_ends_on_sigterm(container: Container) -> None:
    """The first process gets the signal; its exit status comes back."""
    container.http_get("/")
    ended = container.stop(timeout=10)
    assert (ended.status, ended.killed) == (0, False)
    assert ended.seconds < 3
    assert container.stdout == "starting\n"
    assert '"GET / HTTP/1.1" 200' in container.stderr


@pytest.mark.parametrize("runtime", _RUNTIMES)
def test_kills_what_does_not_end(layout: Path, runtime: str) -> None:
    """As process 1, an app without a handler ignores SIGTERM: here as in production."""
    command = ["/app/python", "/app/server.py", "--stubborn"]
    with run_image(layout, command=command, runtime=runtime) as container:
        container.http_get("/")
        ended = container.stop(timeout=0.5)
    assert (ended.status, ended.killed) == (137, True)


@pytest.mark.parametrize("runtime", _RUNTIMES)
def test_runs_the_standard_library(layout: Path, runtime: str) -> None:
    """The base has every library, certificate and table that CPython asks for."""
    command = ["/app/python", "-c", _TRY_STANDARD_LIBRARY]
    with run_image(layout, command=command, runtime=runtime) as container:
        ended = container.wait()
        assert ended.status == 0, container.stderr


def test_does_not_touch_ports_of_the_machine(layout: Path) -> None:
    """Two containers and the machine listen on one port."""
    with socket.socket() as machine, run_image(layout) as one, run_image(layout) as other:
        machine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        machine.bind(("127.0.0.1", 0))
        machine.listen()
        assert _seen(one)["user"] != _seen(other)["user"]
        with pytest.raises(ContainerError, match="no answer within"):
            one.http_get("/", timeout=0.3, port=machine.getsockname()[1])


@pytest.mark.parametrize("runtime", _RUNTIMES)
def test_writes_to_tmp_where_asked(layout: Path, runtime: str) -> None:
    """A tmpfs is the one more place."""
    with run_image(layout, runtime=runtime, writable_tmp=True) as container:
        assert _seen(container)["writable"] == [_TMP, _SHM]


@pytest.mark.parametrize("runtime", _RUNTIMES)
def test_tells_why_there_is_no_answer(layout: Path, runtime: str) -> None:
    """The error has the exit status and what the app has said."""
    command = ["/app/python", "-c", "raise SystemExit('cannot start: no database')"]
    with (
        run_image(layout, command=command, runtime=runtime) as container,
        pytest.raises(ContainerError) as raised,
    ):
        container.http_get("/ready")
    assert str(raised.value) == (
        "container: GET '/ready' on port 8080 must be answered, "
        "got it has ended with exit status 1.\n  cannot start: no database"
    )


def test_fails_where_nothing_starts_containers(
    layout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No runtime is a failure, not a skip."""
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(runtimes, "SYSTEM_DIRECTORIES", ())
    with pytest.raises(ContainerError, match="no bwrap on the PATH"), run_image(layout):
        pass
