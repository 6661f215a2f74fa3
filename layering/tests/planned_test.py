"""A plan moves files between layers and changes none: parts of a wheel, a bucket, whole members."""

import dataclasses
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard

_HERE = Path("layering/tests")
_SITE_PACKAGES = "app/venv/site-packages/"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class _Layer:
    """One layer of packages, as it was written."""

    name: str
    part: int
    digest: str
    components: Sequence[str]
    files: Mapping[str, bytes]
    """Contents by dest."""


def _read(directory: Path, index: int) -> _Layer:
    descriptor: dict[str, Any] = json.loads((directory / f"{index}.descriptor.json").read_bytes())
    return _Layer(
        name=descriptor["layer"]["name"],
        part=descriptor["layer"].get("part", 0),
        digest=descriptor["digest"],
        components=[component["name"] for component in descriptor["components"]],
        files=_files(directory / f"{index}.tar.zst"),
    )


def _files(layer: Path) -> Mapping[str, bytes]:
    with (
        layer.open("rb") as blob,
        zstandard.ZstdDecompressor().stream_reader(blob, read_across_frames=True) as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        return {entry.name: _content(entry, tar) for entry in tar if entry.isreg()}


def _content(entry: tarfile.TarInfo, tar: tarfile.TarFile) -> bytes:
    stream = tar.extractfile(entry)
    return stream.read() if stream else b""


def _packages(name: str) -> Sequence[_Layer]:
    """The layers between the interpreter's and the two that are the image's own."""
    directory = _HERE / name
    count = len(list(directory.glob("*.descriptor.json")))
    return [_read(directory, index) for index in range(1, count - 2)]


@pytest.fixture(scope="module")
def planned() -> Sequence[_Layer]:
    """As built with a plan."""
    return _packages("planned")


@pytest.fixture(scope="module")
def unplanned() -> Sequence[_Layer]:
    """As built without one: a layer each."""
    return _packages("unplanned")


def test_layers_are_those_of_the_plan(
    planned: Sequence[_Layer], unplanned: Sequence[_Layer]
) -> None:
    """Packages, then what is joined."""
    assert [layer.name for layer in unplanned] == ["click", "h11", "uvicorn"]
    assert [(layer.name, layer.part) for layer in planned] == [
        ("uvicorn", 1),
        ("uvicorn", 2),
        ("uvicorn", 3),
        ("bucket-1", 0),
    ]
    assert planned[-1].components == ["click", "h11"]


def test_every_file_is_there(planned: Sequence[_Layer], unplanned: Sequence[_Layer]) -> None:
    """With the same bytes, and no file in two parts."""
    one_each = {dest: content for layer in unplanned for dest, content in layer.files.items()}
    shared = {dest: content for layer in planned for dest, content in layer.files.items()}
    assert shared == one_each
    parts = [dest for layer in planned[:3] for dest in layer.files]
    assert sorted(parts) == sorted(unplanned[2].files)


def test_parts_are_cut_at_the_boundaries(planned: Sequence[_Layer]) -> None:
    """A boundary begins a part; what is not below site-packages is in the first."""
    below = [
        {dest.removeprefix(_SITE_PACKAGES) for dest in layer.files if _SITE_PACKAGES in dest}
        for layer in planned[:3]
    ]
    assert all(dest < "uvicorn/logging.py" for dest in below[0])
    assert all("uvicorn/logging.py" <= dest < "uvicorn/protocols" for dest in below[1])
    assert all(dest >= "uvicorn/protocols" for dest in below[2])
    assert "uvicorn/logging.py" in below[1]
    assert "app/venv/bin/uvicorn" in planned[0].files


def test_the_check_passes() -> None:
    """It ran, on the listings of parts and of a bucket."""
    assert (_HERE / "planned" / "checked.json").is_file()


def test_members_stay_what_they_are(unplanned: Sequence[_Layer]) -> None:
    """Another plan, of another number of buckets: the same bytes, but for what it splits."""
    other = _packages("within_budget")
    assert [(layer.name, layer.part) for layer in other] == [
        ("click", 0),
        ("h11", 0),
        ("uvicorn", 1),
        ("uvicorn", 2),
        ("uvicorn", 3),
    ]
    assert [layer.digest for layer in other[:2]] == [layer.digest for layer in unplanned[:2]]
