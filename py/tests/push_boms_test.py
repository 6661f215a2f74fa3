"""Bills of materials that a push attaches to images."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from images.layout import read_layout
from layers.errors import LayersError
from push.__main__ import main
from push.boms import boms_of
from registry.manifests import Manifest
from registry.referrers import Artifact, attach
from registry_fixtures import Fake, Fault, connected, sha256
from reports_fixtures import Service, Wheel, output, write_service

CYCLONEDX = "application/vnd.cyclonedx+json"
IMAGE = Manifest(
    media_type="application/vnd.oci.image.manifest.v1+json", digest=sha256(b"{}"), content=b"{}"
)
BOM = Artifact(artifact_type=CYCLONEDX, title="app.cdx.json", content=b'{"bomFormat": "x"}')


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A registry with an image."""
    with Fake().running() as fake:
        fake.manifests["team/service", IMAGE.digest] = (IMAGE.media_type, IMAGE.content)
        yield fake


def _attached(fake: Fake, artifact: Artifact = BOM) -> str:
    """Attaches, and returns the digest of the artifact."""
    pieces = attach(connected(fake), IMAGE, artifact)
    (digest,) = (piece.digest for piece in pieces if piece.kind == "manifest")
    return digest


def _stored(fake: Fake, reference: str) -> Any:
    return json.loads(fake.manifests["team/service", reference][1])


def test_it_is_listed_under_the_tag_of_the_image(fake: Fake) -> None:
    digest = _attached(fake)

    artifact = _stored(fake, digest)
    assert artifact["subject"] == {
        "mediaType": IMAGE.media_type,
        "digest": IMAGE.digest,
        "size": 2,
    }
    assert fake.blobs["team/service", artifact["layers"][0]["digest"]] == BOM.content
    (entry,) = _stored(fake, IMAGE.digest.replace(":", "-"))["manifests"]
    assert (entry["digest"], entry["artifactType"]) == (digest, CYCLONEDX)


def test_a_registry_that_keeps_the_list_itself(fake: Fake) -> None:
    subject = {"OCI-Subject": IMAGE.digest}
    fake.faults.append(Fault(method="PUT", path="manifests/sha256:", status=201, headers=subject))

    _attached(fake)

    assert ("team/service", IMAGE.digest.replace(":", "-")) not in fake.manifests


def test_twice_in_a_registry_that_keeps_the_list_itself(fake: Fake) -> None:
    digest = _attached(fake)
    del fake.manifests["team/service", IMAGE.digest.replace(":", "-")]
    kinds = {"Content-Type": "application/vnd.oci.image.index.v1+json"}
    fake.faults.append(Fault(method="GET", path="/referrers/", status=200, headers=kinds))
    fake.seen.clear()

    assert _attached(fake) == digest
    assert fake.requests("POST", "PATCH", "PUT") == []


def test_twice_is_once_and_writes_nothing(fake: Fake) -> None:
    first = attach(connected(fake), IMAGE, BOM)
    fake.seen.clear()

    second = attach(connected(fake), IMAGE, BOM)

    assert fake.requests("POST", "PATCH", "PUT") == []
    assert [(one.kind, one.digest, one.size) for one in second] == [
        (one.kind, one.digest, one.size) for one in first
    ]
    assert {one.sent for one in first} == {True}
    assert {one.sent for one in second} == {False}


def test_a_list_that_a_push_did_not_come_to_is_written_by_the_next(fake: Fake) -> None:
    digest = _attached(fake)
    tag = IMAGE.digest.replace(":", "-")
    del fake.manifests["team/service", tag]

    sent = [one.kind for one in attach(connected(fake), IMAGE, BOM) if one.sent]

    assert sent == ["list"]
    assert [one["digest"] for one in _stored(fake, tag)["manifests"]] == [digest]


def test_a_dry_run_writes_nothing(fake: Fake) -> None:
    pieces = attach(connected(fake), IMAGE, BOM, dry_run=True)

    assert fake.requests("POST", "PATCH", "PUT") == []
    assert [one.kind for one in pieces if one.sent] == ["blob", "blob", "manifest", "list"]
    assert pieces == attach(connected(fake), IMAGE, BOM)


def test_what_others_attached_stays(fake: Fake) -> None:
    first = _attached(fake)
    other = Artifact(artifact_type="application/x", title="x", content=b"x")
    second = _attached(fake, other)

    listed = _stored(fake, IMAGE.digest.replace(":", "-"))["manifests"]
    assert [one["digest"] for one in listed] == [first, second]


@pytest.mark.parametrize("content", [b"[]", b"no JSON"])
def test_a_tag_that_is_no_list(fake: Fake, content: bytes) -> None:
    tag = IMAGE.digest.replace(":", "-")
    fake.manifests["team/service", tag] = ("application/x", content)

    with pytest.raises(LayersError) as raised:
        attach(connected(fake), IMAGE, BOM)

    assert str(raised.value) == (
        f"{fake.host}/team/service:{tag}: expected an index of what is attached, got {content!r}.\n"
        "Delete this tag: it has the form of a digest, and is no image's."
    )


@pytest.fixture
def service(capsys: pytest.CaptureFixture[str]) -> Service:
    """An image, and its bill of materials."""
    service = write_service("svc", [Wheel(name="demo")])
    Path("svc.cdx.json").write_text(output(capsys, "sbom", service.report))
    Path("svc.spdx.json").write_text(output(capsys, "sbom", service.report, "--format=spdx"))
    return service


def test_a_bill_belongs_to_the_image_with_its_layers(service: Service) -> None:
    layout = read_layout(Path(service.image))
    files = [Path("svc.cdx.json"), Path("svc.spdx.json")]

    boms = boms_of(layout, files)

    assert [one.artifact_type for _, one in boms] == [CYCLONEDX, "application/spdx+json"]
    assert {image.digest for image, _ in boms} == {layout.images[0].manifest.digest}


def test_a_bill_of_another_image(service: Service) -> None:
    other = write_service("other", [Wheel(name="demo", version="2")])
    assert service.image != other.image

    with pytest.raises(LayersError) as raised:
        boms_of(read_layout(Path(other.image)), [Path("svc.cdx.json")])

    text = str(raised.value).splitlines()
    assert text[0] == ("svc.cdx.json: expected one image with the 1 layers that it names, got 0.")
    assert text[-1] == "Build image and bill of materials again, from one binary."


def test_a_file_that_is_no_bill(service: Service) -> None:
    Path("x.json").write_text('{"a": 1}')

    with pytest.raises(LayersError) as raised:
        boms_of(read_layout(Path(service.image)), [Path("x.json")])

    assert str(raised.value) == (
        "x.json: expected a bill of materials with bomFormat or spdxVersion, got one with a.\n"
        "Make it with `layers sbom`."
    )


def _push(fake: Fake, service: Service) -> int:
    where = (f"--image={service.image}", f"--registry={fake.host}", "--repository=a")
    return main([*where, "--retries=0", "--sbom", "svc.cdx.json", "--tag=v1", "--json"])


def test_bills_are_attached_before_the_tags_and_count(
    fake: Fake, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _push(fake, service) == 0
    told = json.loads(capsys.readouterr().out)

    kinds = [part["kind"] for part in told["parts"]]
    assert kinds[-6:] == ["manifest", "blob", "blob", "artifact", "tag", "tag"]
    assert fake.requests("PUT")[-1].endswith("/manifests/v1")
    assert told["attached"] == [
        part["digest"] for part in told["parts"] if part["kind"] == "artifact"
    ]
    assert told["sent"]["bytes"] == sum(part["size"] for part in told["parts"])

    fake.seen.clear()
    assert _push(fake, service) == 0
    assert fake.requests("PUT", "POST", "PATCH") == []
    assert json.loads(capsys.readouterr().out)["sent"] == {"count": 0, "bytes": 0}


def test_a_bill_that_is_refused_leaves_no_tag(
    fake: Fake, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.faults.append(Fault(method="PUT", path="manifests/sha256-", status=403))

    assert _push(fake, service) == 2

    assert "403" in capsys.readouterr().err
    assert ("a", "v1") not in fake.manifests
