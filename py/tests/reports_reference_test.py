"""Images that are read from a registry."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from image_fixtures import INDEX, MANIFEST
from registry_fixtures import Fake, Fault, sha256
from reports_fixtures import Service, Wheel, error, json_of, output, write_service

DOCKER = "application/vnd.docker.distribution.manifest"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def service() -> Service:
    """Two packages and an app."""
    return write_service("svc", [Wheel(name="demo"), Wheel(name="other")])


@pytest.fixture
def fake(service: Service) -> Iterator[Fake]:
    """A registry that has it as team/svc:v1."""
    with Fake().running() as fake:
        for blob in Path(service.image, "blobs/sha256").iterdir():
            fake.blobs["team/svc", f"sha256:{blob.name}"] = blob.read_bytes()
        (entry,) = json.loads(Path(service.image, "index.json").read_text())["manifests"]
        _put(fake, "v1", MANIFEST, fake.blobs["team/svc", entry["digest"]])
        yield fake


def _put(fake: Fake, tag: str, media_type: str, content: bytes) -> str:
    for reference in (tag, sha256(content)):
        fake.manifests["team/svc", reference] = (media_type, content)
    return sha256(content)


def _manifest(fake: Fake) -> Any:
    return json.loads(fake.manifests["team/svc", "v1"][1])


def _layer_requests(fake: Fake) -> list[str]:
    digests = [layer["digest"] for layer in _manifest(fake)["layers"]]
    return [path for path in fake.requests("GET") if path.rpartition("/")[2] in digests]


def test_show_reads_no_layer(
    fake: Fake, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    of_registry = json_of(capsys, "show", f"{fake.host}/team/svc:v1")
    of_layout = json_of(capsys, "show", service.image)

    known = ("digest", "diff_id", "size", "media_type", "title", "origin", "label")
    for one, other in zip(of_registry["layers"], of_layout["layers"], strict=True):
        assert {n: one.get(n) for n in known} == {n: other.get(n) for n in known}
    assert "file_count" not in of_registry
    assert _layer_requests(fake) == []


def test_pull_tells_what_layers_hold(
    fake: Fake, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    pulled = json_of(capsys, "show", f"{fake.host}/team/svc:v1", "--pull")

    assert pulled["file_count"] == json_of(capsys, "show", service.image)["file_count"]
    assert len(_layer_requests(fake)) == 4


def test_diff_reads_only_layers_that_differ(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    new = write_service("new", [Wheel(name="demo"), Wheel(name="other", version="2")])

    found = json_of(capsys, "diff", f"{fake.host}/team/svc:v1", new.image)

    assert [(one["name"], one["new_versions"]) for one in found["packages"]] == [("other", ["2"])]
    assert len(_layer_requests(fake)) == 1


def test_docker_manifests_and_lists(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = _manifest(fake)
    for layer in manifest["layers"]:
        layer["mediaType"] = DOCKER_LAYER
        del layer["annotations"]
    content = json.dumps(manifest | {"mediaType": f"{DOCKER}.v2+json"}).encode()
    digest = _put(fake, "docker", f"{DOCKER}.v2+json", content)
    entries = [
        {"digest": digest, "platform": {"os": "linux", "architecture": "s390x"}},
        {"digest": sha256(b"no"), "platform": {"os": "unknown", "architecture": "unknown"}},
        {"digest": sha256(b"no"), "platform": {"os": "linux", "architecture": "riscv64"}},
    ]
    for tag, media_type in (("list", f"{DOCKER}.list.v2+json"), ("index", INDEX)):
        _put(fake, tag, media_type, json.dumps({"manifests": entries}).encode())

    for tag in ("list", "index"):
        name = f"{fake.host}/team/svc:{tag}"
        words = ("show", name, "--platform=linux/s390x", "--packages")
        assert [one["name"] for one in json_of(capsys, *words)] == ["demo", "other"]
        assert error(capsys, "show", name, "--platform=linux/mips").splitlines()[1:3] == [
            "  linux/s390x",
            "  linux/riscv64",
        ]


def test_a_digest_is_a_reference(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    digest = sha256(fake.manifests["team/svc", "v1"][1])

    assert "demo 1.0" in output(capsys, "show", f"{fake.host}/team/svc@{digest}")


def test_a_tag_that_is_not_there(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    assert "404" in error(capsys, "show", f"{fake.host}/team/svc:v2")


def test_a_layer_of_other_bytes(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    layer = _manifest(fake)["layers"][0]
    path = f"blobs/{layer['digest']}"
    fake.faults.append(Fault(method="GET", path=path, status=200, body=b"x" * layer["size"]))

    assert f"expected blob {layer['digest']}" in error(
        capsys, "explain", f"{fake.host}/team/svc:v1", "demo"
    )


def test_an_artifact_that_is_no_image(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    _put(fake, "sig", "application/x-signature", b"{}")
    name = f"{fake.host}/team/svc:sig"

    assert error(capsys, "show", name) == (
        f"{name}: expected the manifest of an image, got 'application/x-signature'.\n"
        "Name an image: an artifact beside one, such as a signature, has no layers to show.\n"
    )


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (b"[]", "expected the manifest to be a JSON object, got b'[]'"),
        (b"{}", "expected a manifest with config and layers, got one with nothing"),
        (b'{"config": {}, "layers": []}', "expected a descriptor with digest and size, got {}"),
    ],
)
def test_a_manifest_that_is_none(
    fake: Fake, capsys: pytest.CaptureFixture[str], content: bytes, got: str
) -> None:
    _put(fake, "bad", MANIFEST, content)

    assert got in error(capsys, "show", f"{fake.host}/team/svc:bad")
