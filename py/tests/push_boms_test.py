"""Bills of materials that a push attaches to images."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from images.layout import read_layout
from layers.errors import LayersError
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


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A registry with an image."""
    with Fake().running() as fake:
        fake.manifests["team/service", IMAGE.digest] = (IMAGE.media_type, IMAGE.content)
        yield fake


def _stored(fake: Fake, reference: str) -> Any:
    return json.loads(fake.manifests["team/service", reference][1])


def test_it_is_listed_under_the_tag_of_the_image(fake: Fake) -> None:
    digest = attach(connected(fake), IMAGE, BOM)

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
    kept = Fault(
        method="PUT",
        path="manifests/sha256:",
        status=201,
        headers={"OCI-Subject": IMAGE.digest},
    )
    fake.faults.append(kept)

    attach(connected(fake), IMAGE, BOM)

    assert ("team/service", IMAGE.digest.replace(":", "-")) not in fake.manifests


def test_twice_is_once(fake: Fake) -> None:
    first = attach(connected(fake), IMAGE, BOM)
    before = len(fake.seen)

    assert attach(connected(fake), IMAGE, BOM) == first
    assert not [one for one in fake.seen[before:] if one[0] in ("POST", "PATCH")]
    assert len(_stored(fake, IMAGE.digest.replace(":", "-"))["manifests"]) == 1


def test_what_others_attached_stays(fake: Fake) -> None:
    first = attach(connected(fake), IMAGE, BOM)
    other = Artifact(artifact_type="application/x", title="x", content=b"x")
    second = attach(connected(fake), IMAGE, other)

    listed = _stored(fake, IMAGE.digest.replace(":", "-"))["manifests"]
    assert [one["digest"] for one in listed] == [first, second]


def test_a_tag_that_is_no_list(fake: Fake) -> None:
    tag = IMAGE.digest.replace(":", "-")
    fake.manifests["team/service", tag] = ("application/x", b"[]")

    with pytest.raises(LayersError, match=r"expected an index of what is attached, got b'\[\]'"):
        attach(connected(fake), IMAGE, BOM)


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
