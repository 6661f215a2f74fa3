"""What a push sends, in which order, and what it tells; a real registry is in e2e/registry."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from image_fixtures import FASTAPI, INDEX, REQUEST, BaseLayout, write_image, write_layer
from images.layout import read_layout
from images.titles import layer_titles
from layers.records import Component
from push.__main__ import main
from push.pushed import Pushed
from push.titles import titles
from registry_fixtures import Fake, Fault


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))


@pytest.fixture
def fake() -> Iterator[Fake]:
    with Fake().running() as fake:
        yield fake


def _write(app: str = "app") -> Path:
    """Writes an image of a wheel and an app."""
    return write_image(write_layer("wheel"), write_layer(app, Component(origin="app", label="//a")))


def _push(fake: Fake, out: Path, *argv: str, repository: str = "team/service") -> int:
    fake.seen.clear()
    where = (f"--image={out}", f"--registry={fake.host}", f"--repository={repository}")
    return main([*where, "--retries=0", *argv])


def _pushed(
    fake: Fake, out: Path, capsys: pytest.CaptureFixture[str], *argv: str, repository: str = "a"
) -> Any:
    """Pushes and returns what `--json` tells."""
    assert _push(fake, out, "--json", *argv, repository=repository) == 0
    return json.loads(capsys.readouterr().out)


def test_blobs_go_first_and_tags_last(fake: Fake) -> None:
    out = _write()

    assert _push(fake, out, "--tag=v1", "--tag=latest") == 0

    layout = read_layout(out)
    put = fake.requests("PUT")
    assert len(put) == 6
    assert all("/blobs/uploads/" in one for one in put[:3])
    assert put[3:] == [
        f"PUT /v2/team/service/manifests/{layout.top.digest}",
        "PUT /v2/team/service/manifests/v1",
        "PUT /v2/team/service/manifests/latest",
    ]
    assert fake.manifests["team/service", "v1"] == (layout.top.media_type, layout.top_bytes)


def test_an_index_goes_after_its_manifests(fake: Fake) -> None:
    made = BaseLayout("index")
    arm64 = {"os": "linux", "architecture": "arm64"}
    entries = [made.manifest(), made.manifest(config=arm64, layers=(b"base layer", b"arm"))]
    index = made.json_blob(INDEX, {"schemaVersion": 2, "manifests": entries})
    made.index(index)

    assert _push(fake, made.directory, "--tag=v1") == 0

    assert fake.requests("PUT")[-4:] == [
        *(f"PUT /v2/team/service/manifests/{entry['digest']}" for entry in entries),
        f"PUT /v2/team/service/manifests/{index['digest']}",
        "PUT /v2/team/service/manifests/v1",
    ]
    assert len(fake.blobs) == 4  # two configs, a layer of each and one of both


def test_a_second_push_sends_nothing(fake: Fake) -> None:
    out = _write()
    _push(fake, out, "--tag=v1")

    assert _push(fake, out, "--tag=v1") == 0

    assert fake.requests("PUT", "POST", "PATCH") == []


def test_an_edit_sends_what_changed(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    _pushed(fake, _write(), capsys, "--tag=v1")

    said = _pushed(fake, _write("edited"), capsys, "--tag=v1")

    sent = [(part["kind"], part["title"]) for part in said["parts"] if part["done"] == "sent"]
    assert sent == [
        ("blob", "config linux/amd64"),
        ("blob", "app //a"),
        ("manifest", "manifest linux/amd64"),
        ("tag", "tag v1"),
    ]
    assert said["skipped"]["count"] == 1
    assert said["sent"]["bytes"] == sum(p["size"] for p in said["parts"] if p["done"] == "sent")


def test_a_second_repository_mounts_what_is_remembered(
    fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    _pushed(fake, _write(), capsys)

    said = _pushed(fake, _write("edited"), capsys, repository="b")

    (mounted,) = (part for part in said["parts"] if part["done"] == "mounted")
    assert (mounted["title"], mounted["source"]) == ("pypi fastapi 0.115.0", "a")
    assert said["mounted"] == {"count": 1, "bytes": mounted["size"]}


def test_a_memory_that_is_stale_costs_no_blob(
    fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    out = _write()
    digests = [blob.digest for blob in read_layout(out).blobs]
    Pushed(fake.host, Path("cache/rules_py_layers/pushed")).remember("gone", digests)

    said = _pushed(fake, out, capsys)

    assert (said["sent"]["count"], said["mounted"]["count"]) == (4, 0)
    assert len(fake.requests("POST")) == 3  # the upload that stands for a mount is used


def test_a_repository_to_mount_from(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    out = _write()
    _pushed(fake, out, capsys)
    for file in Path("cache").rglob("*.json"):
        file.unlink()

    said = _pushed(fake, out, capsys, "--mount-from=x", "--mount-from=a", repository="b")

    assert [part["source"] for part in said["parts"]] == ["a", "a", "a", ""]


def test_a_dry_run_writes_nothing(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    out = _write()
    _pushed(fake, out, capsys)

    assert _push(fake, _write("edited"), "--dry-run", "--tag=v1", repository="b") == 0

    assert {method for method, _, _ in fake.seen} == {"GET", "HEAD"}
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:4] for line in lines[:3]] == [
        ["would", "be", "sent", "4"],
        ["would", "be", "mounted", "1"],
        ["would", "be", "skipped", "0"],
    ]


def test_what_is_told_at_the_end(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    out = _write()
    layout = read_layout(out)
    _push(fake, out, "--tag=v1")
    size = sum(blob.size for blob in layout.blobs) + 2 * layout.top.size

    told = capsys.readouterr()

    assert told.out == (
        f"sent     5  {size:,} bytes\n"
        f"mounted  0  {0:>{len(f'{size:,}')}} bytes\n"
        f"skipped  0  {0:>{len(f'{size:,}')}} bytes\n"
        f"{fake.host}/team/service@{layout.top.digest}\n"
        f"{fake.host}/team/service:v1\n"
    )
    assert sorted(line.split("  ")[2] for line in told.err.splitlines()) == [
        "app //a",
        "config linux/amd64",
        "manifest linux/amd64",
        "pypi fastapi 0.115.0",
        "tag v1",
    ]


def _read_all(terminal: int) -> str:
    """Reads what is written to a terminal until nobody has it open."""
    blocks = []
    with contextlib.suppress(OSError):  # EIO: https://man7.org/linux/man-pages/man7/pty.7.html
        while block := os.read(terminal, 1 << 16):
            blocks.append(block)
    os.close(terminal)
    return b"".join(blocks).decode()


def test_bars_on_a_terminal(fake: Fake) -> None:
    out = _write()
    controller, terminal = os.openpty()
    words = [f"--image={out}", f"--registry={fake.host}", "--repository=a", "--tag=v1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "push", *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
    )
    os.close(terminal)
    seen = _read_all(controller)
    stdout, _ = process.communicate()

    assert "\x1b[" in seen
    assert f"sent  {read_layout(out).top.size} bytes  manifest linux/amd64  sha256:" in seen
    assert stdout.startswith("sent     5  ")


def test_a_push_without_a_tag_says_so(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    _push(fake, _write())

    assert capsys.readouterr().out.splitlines()[-1] == "no tag: name one with --tag"


@pytest.mark.parametrize("path", ["blobs/uploads/[0-9]", "manifests/sha256"])
def test_a_push_that_fails_writes_no_tag(
    fake: Fake, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.faults.append(Fault(method="PUT", path=path, status=500, times=99))

    assert _push(fake, _write(), "--tag=v1") == 2

    assert "push: error: PUT http" in capsys.readouterr().err
    assert not any("v1" in request for request in fake.requests())


def test_a_registry_that_lies_about_a_manifest_gets_no_tag(
    fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    lie = {"Docker-Content-Digest": f"sha256:{'0' * 64}"}
    fake.faults.append(Fault(method="PUT", path="manifests", status=201, headers=lie))

    assert _push(fake, _write(), "--tag=v1") == 2

    assert "expected the registry to have the manifest at sha256:" in capsys.readouterr().err
    assert not any("v1" in request for request in fake.requests())


def test_an_image_that_is_not_whole_is_told_before_anything_is_sent(fake: Fake) -> None:
    out = _write()
    Path("bin/wheel.tar.gz").unlink()

    assert _push(fake, out) == 2

    assert fake.seen == []


def test_titles_of_a_base_that_is_not_ours() -> None:
    made = BaseLayout()
    made.index(made.manifest())
    on_base = write_image(write_layer("one", FASTAPI), request=REQUEST, options=["--base=base"])
    layout = read_layout(on_base)

    assert list(titles(layout).values()) == [
        "manifest linux/amd64",
        "config linux/amd64",
        "layer of the base",
        "pypi fastapi 0.115.0",
    ]
    assert list(layer_titles(layout.images[0]).values()) == ["pypi fastapi 0.115.0"]


@pytest.mark.parametrize("history", [None, [], ["x"], [{"empty_layer": True}], [{}, {}]])
def test_layers_whose_history_does_not_fit_have_no_titles(history: Any) -> None:
    made = BaseLayout()
    made.index(made.manifest(config={"history": history}))

    assert layer_titles(read_layout(made.directory).images[0]) == {}
