"""What is told of engines that are not there, do not answer or do not take an image."""

import shlex
import signal
import sys
from pathlib import Path

import pytest
from load import containerd, docker, podman
from load.__main__ import main
from load.engines import connect
from load.errors import EngineError
from load.programs import feed
from load.streaming import send
from load_fixtures import made_image, write_program

_NAME = "docker.io/library/hello:latest"
_CUT_OFF = "Build the image again: the directory was changed after it was written.\n"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def _error(name: str = "") -> str:
    with pytest.raises(EngineError) as error:
        connect(name)
    return str(error.value)


def test_no_engine_at_all() -> None:
    assert _error() == (
        "engine: expected one of docker, podman, containerd to answer, got none.\n"
        "  docker: expected the program 'docker' on PATH, got none.\n"
        "  Install docker, or choose another engine with --runtime.\n"
        "  podman: expected the program 'podman' on PATH, got none.\n"
        "  Install podman, or choose another engine with --runtime.\n"
        "  containerd: expected the program 'ctr' on PATH, got none.\n"
        "  Install containerd, or choose another engine with --runtime.\n"
        "Install or start one of them: the image has nowhere to go."
    )


@pytest.mark.parametrize(
    ("engine", "program", "fix"),
    [
        (
            "docker",
            "docker",
            "Start Docker, or point DOCKER_HOST or `docker context use` at one that runs.",
        ),
        (
            "podman",
            "podman",
            "Start it: `podman machine start` on a desktop. "
            "`podman info` says what it lacks elsewhere.",
        ),
        ("containerd", "ctr", "Start containerd, or point CONTAINERD_ADDRESS at its socket."),
    ],
)
def test_an_engine_that_is_down(engine: str, program: str, fix: str) -> None:
    write_program(program, "sys.exit('cannot connect to the socket')")

    assert _error(engine) == (
        f"{engine}: expected the engine to answer, got exit status 1.\n"
        f"  cannot connect to the socket\n{fix}"
    )


@pytest.mark.parametrize(
    ("engine", "program", "fix"),
    [
        (
            "docker",
            "docker",
            "Let this user ask Docker: `sudo usermod -aG docker $USER`, and log in again.",
        ),
        (
            "podman",
            "podman",
            "Run podman as the user whose storage it is, "
            "or set XDG_RUNTIME_DIR to a directory of yours.",
        ),
        (
            "containerd",
            "ctr",
            "Run the program that `bazel run --script_path=<file>` writes as root: "
            "the socket of containerd is root's.",
        ),
    ],
)
def test_an_engine_that_this_user_may_not_ask(engine: str, program: str, fix: str) -> None:
    write_program(program, "sys.exit('dial unix x.sock: connect: Permission denied')")

    assert _error(engine) == (
        f"{engine}: expected the engine to answer, got exit status 1.\n"
        f"  dial unix x.sock: connect: Permission denied\n{fix}"
    )


def test_a_docker_whose_engine_is_down_says_so_in_its_answer() -> None:
    write_program("docker", "print(json.dumps({'ServerErrors': ['no socket']}))")

    assert _error("docker") == (
        "docker: expected the engine to answer, got information without its version.\n"
        "  no socket\n"
        "Start Docker, or point DOCKER_HOST or `docker context use` at one that runs."
    )


def test_a_podman_that_is_called_docker_is_none() -> None:
    write_program("docker", "print(json.dumps({'host': {}}))")

    assert "got information without its version" in _error("docker")


def test_the_first_that_answers_is_taken() -> None:
    write_program("docker", "sys.exit('cannot connect')")
    write_program("podman", "print(json.dumps({'host': {}}))")
    write_program("ctr", "")

    assert isinstance(connect(), podman.Podman)
    assert isinstance(connect("containerd"), containerd.Containerd)
    write_program("docker", "print(json.dumps({'ServerVersion': '28.5.2'}))")
    assert isinstance(connect(), docker.Docker)


def test_a_program_that_does_not_take_the_image() -> None:
    words = (sys.executable, "-c", "import sys; sys.stdin.read(9); sys.exit('no space left')")

    with pytest.raises(EngineError) as error:
        feed(words, lambda out: [out.write(bytes(1 << 20)) for _ in range(9)] and None)

    assert str(error.value) == (
        f"{' '.join(words)}: expected to take the image, got exit status 1.\n"
        "  no space left\nThe lines above are what it said."
    )


def test_a_layer_that_is_cut_off_on_the_way_ends_the_program() -> None:
    """Before its end: what it has read is no whole image."""
    image = made_image(b"x" * (9 << 20))
    image.layers[0].src.write_bytes(b"x" * (8 << 20))
    words = (sys.executable, "-c", "import sys; sys.stdin.buffer.read(); open('whole', 'w')")

    with pytest.raises(Exception, match="expected 9437184 bytes at"):
        send(words, image, _NAME)

    assert not Path("whole").exists()


_FORGETFUL = """
asked = pathlib.Path("asked")
calls = int(asked.read_text()) if asked.exists() else 0
if words[0] == "info":
    status = [["driver-type", "io.containerd.snapshotter.v1"]]
    print(json.dumps({"ServerVersion": "28.5.2", "DriverStatus": status}))
elif words[1:] == ["ls", "--quiet", "--no-trunc"]:
    print("sha256:other")
elif words[0] == "load":
    asked.write_text(str(calls + 1))
    pathlib.Path(f"load{calls}").write_bytes(sys.stdin.buffer.read())
elif words[-1] == "sha256:other" or calls > %d:
    print(json.dumps({"Type": "layers", "Layers": %s}))
else:
    print("{}")
"""


def test_a_docker_that_has_the_layer_in_another_blob_gets_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    image = made_image(b"a" * 50_000, b"b" * 90_000)
    write_program("docker", _FORGETFUL % (1, list(image.diff_ids)))

    assert connect("docker").load(image, _NAME) == list(image.layers)

    assert Path("load0").stat().st_size < 50_000
    assert Path("load1").stat().st_size > 140_000
    assert (
        f"load: docker: expected {_NAME} to have 2 layers after `docker load`, got 0.\n"
        "The log of Docker's engine says why; a full disk is one reason.\n"
        "load: sending all layers\n"
    ) in capsys.readouterr().err


def test_a_docker_that_says_it_took_what_it_did_not() -> None:
    image = made_image(b"a")
    write_program("docker", _FORGETFUL % (9, list(image.diff_ids)))

    with pytest.raises(EngineError, match="to have 1 layers after `docker load`, got 0"):
        connect("docker").load(image, _NAME)


def test_a_docker_that_knows_no_zstd() -> None:
    zstd = "application/vnd.oci.image.layer.v1.tar+zstd"
    image = made_image(b"a", layer_type=zstd)
    write_program("docker", "print(json.dumps({'ServerVersion': '20.10.24'}))")

    with pytest.raises(EngineError) as error:
        connect("docker").load(image, _NAME)

    assert str(error.value) == (
        "docker: expected version 23 or newer, which knows zstd layers, got '20.10.24'.\n"
        "Update Docker, or build with --@rules_py_layers//layering:compression=gzip."
    )


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    image = made_image(b"x" * 2000)
    write_program("ctr", "pathlib.Path('taken').write_bytes(sys.stdin.buffer.read())")

    status = main(["layout", "--repository=hello", "--runtime=containerd", "--tag=v1"])

    out, err = capsys.readouterr()
    assert (status, out) == (
        0,
        "loaded docker.io/library/hello:v1 into containerd: linux/amd64, 1 layer, 2.0 kB; "
        "sent 1 layer, 2.0 kB\n",
    )
    assert err == f"load: sending   2.0 kB  {image.layers[0].digest[:19]}\n"
    assert b"docker.io/library/hello:v1" in Path("taken").read_bytes()


def test_a_user_who_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    # Tests in the background of a shell have Ctrl-C ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    made_image(bytes(9 << 20))
    body = """
if "import" in words:
    import os, signal
    os.kill(os.getppid(), signal.SIGINT)
    sys.stdin.buffer.read()
"""
    write_program("ctr", body)

    assert main(["layout", "--repository=hello", "--runtime=containerd"]) == 130

    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err


def test_a_layout_that_is_cut_off_starts_no_engine(capsys: pytest.CaptureFixture[str]) -> None:
    image = made_image(b"whole")
    image.layers[0].src.write_bytes(b"who")
    write_program("ctr", f"pathlib.Path({shlex.quote('asked')!r}).touch()")

    assert main(["layout", "--repository=hello"]) == 2

    assert capsys.readouterr() == (
        "",
        f"load: error: image layout: expected 5 bytes at "
        f"blobs/{image.layers[0].digest.replace(':', '/')}, got 3.\n{_CUT_OFF}",
    )
    assert not Path("asked").exists()
