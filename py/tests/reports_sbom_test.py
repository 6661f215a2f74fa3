"""Bills of materials: what an image consists of, for other programs."""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from reports_fixtures import Service, Wheel, error, label_of, output, write_service

GNU = "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)\n"
WHEELS = [
    Wheel(name="fastapi", deps=("anyio",), metadata="License-Expression: MIT AND Apache-2.0\n"),
    Wheel(name="anyio", metadata="License: MIT\n"),
    Wheel(name="gnu", metadata=f"License: some words of our own\n{GNU}"),
    Wheel(name="silent"),
]


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def service() -> Service:
    """Four packages with all kinds of licences."""
    return write_service("svc", WHEELS)


def _sum(wheel: Wheel) -> str:
    """Returns the hash of what `sha256sum` prints, run on the files themselves."""
    for dest, content in wheel.contents.items():
        path = Path("root/app/venv/site-packages", dest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    names = sorted(f"app/venv/site-packages/{dest}" for dest in wheel.contents)
    said = subprocess.run(["sha256sum", *names], cwd="root", capture_output=True, check=True)
    return hashlib.sha256(said.stdout).hexdigest()


def _layers(report: str) -> dict[str, str]:
    layers = json.loads(Path(report).read_text())["layers"]
    return {layer["layer"].get("name", ""): layer["digest"] for layer in layers}


def test_cyclonedx(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    bom = json.loads(output(capsys, "sbom", service.report))

    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    by_name = {one["name"]: one for one in bom["components"]}
    assert sorted(by_name) == ["anyio", "fastapi", "gnu", "silent"]
    anyio = by_name["anyio"]
    assert anyio["type"] == "library"
    assert anyio["purl"] == "pkg:pypi/anyio@1.0"
    assert anyio["hashes"] == [{"alg": "SHA-256", "content": _sum(WHEELS[1])}]
    assert {"name": "rules_py_layers:layer", "value": _layers(service.report)["anyio"]} in anyio[
        "properties"
    ]
    assert anyio["licenses"] == [{"license": {"id": "MIT"}}]
    assert by_name["fastapi"]["licenses"] == [{"expression": "MIT AND Apache-2.0"}]
    assert by_name["gnu"]["licenses"] == [
        {"license": {"id": "GPL-3.0-only"}},
        {"license": {"name": "some words of our own"}},
    ]
    assert "licenses" not in by_name["silent"]
    depends = {one["ref"]: one.get("dependsOn", []) for one in bom["dependencies"]}
    assert depends["pkg:pypi/fastapi@1.0"] == ["pkg:pypi/anyio@1.0"]
    assert len(depends["image"]) == 4


def test_spdx(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(output(capsys, "sbom", service.report, "--format=spdx"))

    assert document["spdxVersion"] == "SPDX-2.3"
    by_name = {one["name"]: one for one in document["packages"]}
    assert by_name["anyio"]["externalRefs"][0]["referenceLocator"] == "pkg:pypi/anyio@1.0"
    assert by_name["anyio"]["checksums"][0]["checksumValue"] == _sum(WHEELS[1])
    assert _layers(service.report)["anyio"] in by_name["anyio"]["comment"]
    declared = {name: one["licenseDeclared"] for name, one in by_name.items()}
    assert declared == {
        "//svc:app": "NOASSERTION",
        "anyio": "MIT",
        "fastapi": "MIT AND Apache-2.0",
        "gnu": "LicenseRef-some-words-of-our-own AND GPL-3.0-only",
        "silent": "NOASSERTION",
    }
    assert [one["licenseId"] for one in document["hasExtractedLicensingInfos"]] == [
        "LicenseRef-some-words-of-our-own"
    ]
    _check_references(document)


def _check_references(document: Any) -> None:
    known = {"SPDXRef-DOCUMENT", *(one["SPDXID"] for one in document["packages"])}
    for one in document["relationships"]:
        assert {one["spdxElementId"], one["relatedSpdxElement"]} <= known
    kinds = [one["relationshipType"] for one in document["relationships"]]
    assert (kinds.count("CONTAINS"), kinds.count("DEPENDS_ON")) == (4, 1)


@pytest.mark.parametrize("kind", ["cyclonedx", "spdx"])
def test_the_same_image_gives_the_same_document(
    service: Service, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    first = output(capsys, "sbom", service.report, f"--format={kind}")

    assert output(capsys, "sbom", service.report, f"--format={kind}") == first
    write_service("svc", [*WHEELS[:3], Wheel(name="silent", version="2")])
    assert output(capsys, "sbom", service.report, f"--format={kind}") != first


def test_a_layout_gives_the_same_components(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    boms = [json.loads(output(capsys, "sbom", one)) for one in (service.report, service.image)]

    assert boms[0]["components"] == boms[1]["components"]


def test_files(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    bom = json.loads(output(capsys, "sbom", service.report, "--files"))

    (anyio,) = [one for one in bom["components"] if one["name"] == "anyio"]
    files = {one["name"]: one["hashes"][0]["content"] for one in anyio["components"]}
    assert (
        files["app/venv/site-packages/anyio/__init__.py"]
        == hashlib.sha256(WHEELS[1].contents["anyio/__init__.py"]).hexdigest()
    )
    assert label_of("anyio") in json.dumps(anyio)


def test_to_a_file(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "sbom", service.report)

    assert output(capsys, "sbom", service.report, "--out=sbom.json") == ""
    assert Path("sbom.json").read_text() == text


@pytest.mark.parametrize(
    ("out", "reason"),
    [("absent/bom.json", "No such file or directory"), (".", "Is a directory")],
)
def test_to_where_no_file_can_be(
    service: Service, capsys: pytest.CaptureFixture[str], out: str, reason: str
) -> None:
    assert error(capsys, "sbom", service.report, f"--out={out}") == (
        f"sbom: expected a file that can be written in --out, got {out!r}.\n"
        f"  {reason}\n"
        "Name a file in a directory that is there.\n"
    )


def test_files_are_for_cyclonedx(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    assert error(capsys, "sbom", service.report, "--files", "--format=spdx") == (
        "sbom: expected --files with --format=cyclonedx, got 'spdx'.\n"
        "SPDX wants SHA-1 hashes of files, which layers do not tell: leave --files out.\n"
    )
