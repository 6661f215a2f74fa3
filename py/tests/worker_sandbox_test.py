"""Requests with a `sandboxDir`: all paths are below it, and none shows in what is written."""

import json
import os
from pathlib import Path

import pytest
from image_fixtures import BaseLayout, blob_of, manifest_of, write_layer
from layer_fixtures import APP, arguments, header, put, run, write_manifest
from layers.records import ImageRequest, Plan, Runfile, encode
from worker_fixtures import Worker, by_id, failure, success

LAYER_OUTPUTS = ("out.tar", "out.json", "out.jsonl")
FIX = "Name a file that is an input or an output of the action.\n"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _enter(directory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(directory).mkdir(parents=True)
    monkeypatch.chdir(directory)


def _write_inputs() -> list[str]:
    """Writes a source, a directory, a declared link and a manifest, below the working directory."""
    put("pkg/tree/a.txt", b"a\n")
    put("pkg/tree/sub/b.txt", b"b\n")
    Path("pkg/link").symlink_to("tree/a.txt")
    manifest = write_manifest(
        header(),
        {"dest": "file", "src": put("pkg/file", b"x" * 5000)},
        {"dest": "tree", "src": "pkg/tree"},
        {"dest": "link", "src": "pkg/link", "generated": True},
    )
    return arguments(manifest, "zstd")


def test_a_layer_is_that_of_an_unsandboxed_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _enter("alone", monkeypatch)
    argv = _write_inputs()
    assert run(argv).returncode == 0
    alone = [Path(name).read_bytes() for name in LAYER_OUTPUTS]
    for directory in ("sandbox/1/main", "sandbox/2/main"):
        monkeypatch.chdir(tmp_path)
        _enter(directory, monkeypatch)
        _write_inputs()
    monkeypatch.chdir(tmp_path)
    with Worker() as worker:
        worker.send(*argv, requestId=1, sandboxDir="sandbox/1/main")
        worker.send(*argv, requestId=2, sandboxDir=str(tmp_path / "sandbox/2/main"))
        answers = by_id([worker.answer(), worker.answer()])
    assert answers == {1: success(1), 2: success(2)}
    for number in (1, 2):
        sandbox = Path(f"sandbox/{number}/main")
        assert [(sandbox / name).read_bytes() for name in LAYER_OUTPUTS] == alone
    assert sorted(os.listdir()) == ["alone", "sandbox"]


def test_an_image_its_base_its_check_and_its_report(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path.cwd()
    _enter("sandbox/1/main", monkeypatch)
    base = BaseLayout()
    base.index(base.manifest())
    request = ImageRequest(schema_version=1, label="//svc", os="linux", architecture="amd64")
    put("request.json", encode(request).encode())
    assert run(_write_inputs()).returncode == 0
    layer = write_layer("one").replace(listing="out.jsonl")
    plan = Plan(schema_version=1, label="//svc", binary="//svc", root="app", layers=(layer,))
    put("plan.json", encode(plan).encode())
    put("runfiles.jsonl", encode(Runfile(path="r", replaced="a launcher")).encode())
    monkeypatch.chdir(home)
    check = ["check", "--plan=plan.json", "--runfiles=runfiles.jsonl", "--platform-os=linux"]
    requests = (
        ["base", "--base=base", "--out=copied"],
        ["image", "--plan=plan.json", "--request=request.json", "--base=copied", "--out=bin/img"],
        [*check, "--platform-architecture=amd64", "--out=ok.json"],
        ["report", *check[1:3], "--out=r.json", "--checked=ok.json"],
    )
    with Worker() as worker:
        for argv in requests:
            assert worker.ask(*argv, sandboxDir="sandbox/1/main") == success()
    assert os.listdir() == ["sandbox"]
    image = Path("sandbox/1/main/bin/img")
    links = [blob_of(image, layer).readlink() for layer in manifest_of(image)["layers"]]
    (below,) = manifest_of(Path("sandbox/1/main/base"))["layers"]
    digest = below["digest"].removeprefix("sha256:")
    assert [str(link) for link in links] == [
        f"../../../../copied/blobs/sha256/{digest}",
        "../../../one.tar.gz",
    ]
    assert "sandbox" not in Path("sandbox/1/main/r.json").read_text()


@pytest.mark.parametrize("outside", ["../other", "a/../../other", "/etc/passwd"])
@pytest.mark.parametrize("where", ["manifest", "src", "output"])
def test_a_path_outside_of_the_sandbox(
    outside: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path.cwd()
    put("sandbox/other", b"a secret\n")
    _enter("sandbox/main", monkeypatch)
    src = outside if where == "src" else put("x")
    manifest = write_manifest(header(APP), {"dest": "x", "src": src})
    argv = arguments(outside if where == "manifest" else manifest)
    if where == "output":
        argv[argv.index("--listing") + 1] = outside
    before = sorted(os.listdir())
    monkeypatch.chdir(home)
    with Worker() as worker:
        assert worker.ask(*argv, sandboxDir="sandbox/main", requestId=1) == failure(
            f"{outside}: expected a path inside the sandbox of the request, "
            f"got one outside of it.\n  sandbox 'sandbox/main'\n{FIX}",
            1,
        )
        # The next request has no sandbox.
        assert worker.ask("layer", "--tar", requestId=2)["exitCode"] == 2
    assert sorted(os.listdir("sandbox/main")) == before
    assert Path("sandbox/other").read_bytes() == b"a secret\n"


def test_errors_name_sources_and_not_the_sandbox() -> None:
    put("sandbox/main/tree/a")
    os.mkfifo("sandbox/main/tree/b")
    text = "".join(json.dumps(line) + "\n" for line in (header(), {"dest": "tree", "src": "tree"}))
    put("sandbox/main/m.jsonl", text.encode())
    with Worker() as worker:
        answer = worker.ask(*arguments("m.jsonl"), sandboxDir="sandbox/main")
    assert answer["output"].startswith(
        "layers: error: tree/b: expected a file or a directory of files, got a fifo.\n"
    )
