"""One program, split in every way: the same files, each once, in the order that was asked for."""

import gzip
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import zstandard
from images.image import Image
from images.layout import read_layout

from e2e.containers import run_image

_DIRECTORY = Path("e2e/hello_fastapi")
_ANNOTATION = "dev.rules_py_layers."
_PORT = 8000

_ONE, _TWO, _DEPS, _DEPS_FIRST, _AUTO = (
    f"hello-fastapi{split}"
    for split in ("-one-layer", "-app-layer", "-dep-layers", "-dep-layers-first", "")
)
_APPS = (_ONE, _TWO, _DEPS, _DEPS_FIRST, _AUTO)


class _Layer:
    """A layer of ours, with what the tar holds."""

    def __init__(self, layout: Path, descriptor: Mapping[str, object]) -> None:
        annotations = descriptor.get("annotations", {})
        assert isinstance(annotations, dict)
        self.name: str = annotations.get(f"{_ANNOTATION}name", "")
        self.origin: str = annotations.get(f"{_ANNOTATION}origin", "")
        self.digest = str(descriptor["digest"])
        self._blob = layout / "blobs" / self.digest.replace(":", "/")
        self._is_gzip = str(descriptor["mediaType"]).endswith("gzip")

    def members(self) -> list[tarfile.TarInfo]:
        data = self._blob.read_bytes()
        if self._is_gzip:
            plain = gzip.decompress(data)
        else:
            reader = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True)
            plain = reader.read()
        with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
            return [member for member in tar if not member.isdir()]


def _image(app: str) -> Image:
    (image,) = read_layout(_DIRECTORY / f"{app}_image_base").images
    return image


def _all_layers(app: str) -> Sequence[_Layer]:
    """Returns the layers of the image, the lowest first; those of the base have no origin."""
    image = _image(app)
    descriptors = json.loads(image.manifest_bytes)["layers"]
    return [_Layer(image.manifest.layout, descriptor) for descriptor in descriptors]


def _layers(app: str) -> Sequence[_Layer]:
    """Returns the layers of the program: what a split decides."""
    return [one for one in _all_layers(app) if one.origin and one.name != "ca-certificates"]


def _contents(app: str) -> dict[str, tuple[object, ...]]:
    """Returns all files and links of all layers by dest; fails where two layers have one."""
    found: dict[str, tuple[object, ...]] = {}
    for layer in _layers(app):
        for member in layer.members():
            assert member.name not in found or member.name.endswith("/__init__.py"), member.name
            found[member.name] = (member.type, member.mode, member.size, member.linkname)
    return found


def _dests(layer: _Layer) -> set[str]:
    return {member.name for member in layer.members()}


def _has_main(layer: _Layer) -> bool:
    return "app/runfiles/_main/e2e/hello_fastapi/main.py" in _dests(layer)


def test_an_app_that_asks_for_nothing_has_one_layer_as_ever() -> None:
    (layer,) = _layers(_ONE)
    assert layer.name == "everything"
    assert _has_main(layer)


def test_app_layer_makes_two_everything_else_then_the_code() -> None:
    dependencies, app = _layers(_TWO)
    assert (dependencies.name, app.origin) == ("dependencies", "app")
    assert "app/runfiles/_main/e2e/greeting/greeting.py" in _dests(dependencies)
    assert _dests(app) == {
        "app/runfiles/_main/e2e/hello_fastapi/main.py",
        "app/bin/hello-fastapi",
    } | {dest for dest in _dests(app) if dest.endswith("__init__.py")}


def test_dep_layers_stand_in_the_order_given_and_the_app_last() -> None:
    pip, internal, app = _layers(_DEPS)
    assert [pip.name, internal.name, app.name] == ["pip_deps", "internal_libs", "app"]
    assert _has_main(app)


def test_the_order_is_base_certificates_dep_layers_app() -> None:
    """And the same two stand below however an image is split."""
    base, *ours = [layer.name if layer.origin else None for layer in _all_layers(_DEPS)]
    assert base is None
    assert ours == ["ca-certificates", "pip_deps", "internal_libs", "app"]
    lowest = {tuple(layer.digest for layer in _all_layers(app)[:2]) for app in _APPS}
    assert len(lowest) == 1


def test_more_layers_are_opt_in() -> None:
    """What one image of a program asks for changes no other."""
    assert [len(_layers(app)) for app in (_ONE, _TWO, _DEPS)] == [1, 2, 3]


def test_docker_history_names_every_layer() -> None:
    said = [entry.get("created_by", "") for entry in _image(_DEPS).config_json["history"]]
    words = ("ca-certificates", "pip_deps", "internal_libs", "app")
    assert all(word in entry for word, entry in zip(words, said[-4:], strict=True)), said


def test_a_file_is_in_the_first_entry_that_reaches_it() -> None:
    pip, internal, _ = _layers(_DEPS)
    assert any("/fastapi/" in dest for dest in _dests(pip))
    assert not any("/fastapi/" in dest for dest in _dests(internal))
    assert _dests(internal) == {
        "app/runfiles/_main/e2e/greeting/greeting.py",
        "app/runfiles/_main/e2e/greeting/motto.txt",
    }


def test_with_auto_layers_dep_layers_stand_first_and_the_rest_goes_by_origin() -> None:
    first, *rest = _layers(_DEPS_FIRST)
    assert first.name == "internal_libs"
    assert "app/runfiles/_main/e2e/greeting/greeting.py" in _dests(first)
    packages = [layer.name for layer in rest if layer.origin == "pypi"]
    assert [layer.origin for layer in rest] == [
        "interpreter",
        *("pypi" for _ in packages),
        "links",
        "app",
    ]
    assert "fastapi" in packages


def test_layers_are_independent_of_the_split() -> None:
    """What stands alone in a layer is the same blob in every image."""
    auto = {layer.name: layer.digest for layer in _layers(_AUTO) if layer.origin == "pypi"}
    rest = {layer.name: layer.digest for layer in _layers(_DEPS_FIRST) if layer.origin == "pypi"}
    assert auto == rest


@pytest.mark.parametrize("app", [_ONE, _TWO, _DEPS, _DEPS_FIRST])
def test_no_file_is_there_twice_and_none_is_missing(app: str) -> None:
    assert _contents(app) == _contents(_AUTO)


@pytest.mark.parametrize("app", [_ONE, _TWO, _DEPS, _DEPS_FIRST])
def test_an_image_answers_however_it_is_split(app: str) -> None:
    with run_image(_DIRECTORY / f"{app}_image_base") as container:
        answer = container.http_get("/hello/world", port=_PORT, timeout=60)
    assert answer.status == 200, container.stderr
    assert json.loads(answer.body)["greeting"] == "Hello, world!"
