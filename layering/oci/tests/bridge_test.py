import json
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def _given(target: str) -> dict[str, Any]:
    """What the stand-in of a rule of rules_oci was given."""
    found: dict[str, Any] = json.loads((_HERE / f"{target}.json").read_bytes())
    return {name: _local(value) for name, value in found.items()}


def _local(value: object) -> object:
    if isinstance(value, list):
        return [_local(each) for each in value]
    return str(value).rpartition("//layering/oci/tests")[2] or value


def test_our_image_is_loaded_and_pushed_as_it_is() -> None:
    load = _given("ours_image_load")
    assert load["image"] == ":ours_image_base"
    assert load["format"] == "docker"
    assert _given("ours_image_push") == {
        "image": ":ours_image",
        "remote_tags": ":ours_remote_tags",
        "repository": "registry.example.com/team/demo-ours",
    }
    index = json.loads((_HERE / "ours_image" / "index.json").read_bytes())
    (entry,) = index["manifests"]
    assert entry["mediaType"] == "application/vnd.oci.image.index.v1+json"


def test_a_loaded_image_has_the_name_that_it_is_pushed_by() -> None:
    assert (_HERE / "_ours_image_load.repo_tags.txt").read_text().split() == [
        "registry.example.com/team/demo-ours:latest"
    ]


def test_without_a_registry_the_repository_is_left_to_the_push() -> None:
    assert _given("stacked_image_push") == {
        "image": ":stacked_image",
        "remote_tags": ":stacked_remote_tags",
    }


def test_oci_image_stacks_layers_on_what_the_image_says() -> None:
    stacked = _given("stacked_image_base")
    assert stacked == {
        "base": ":stacked_image_below",
        "resource_set": "default",
        "tars": [":stacked_layers"],
    }
    assert _given("stacked_image") == {"images": [":stacked_image_base"]}


def test_what_the_image_says_has_no_layer() -> None:
    layout = _HERE / "stacked_image_below"
    (entry,) = json.loads((layout / "index.json").read_bytes())["manifests"]
    manifest = json.loads((layout / "blobs" / entry["digest"].replace(":", "/")).read_bytes())
    digest = manifest["config"]["digest"].replace(":", "/")
    config = json.loads((layout / "blobs" / digest).read_bytes())
    assert manifest["layers"] == config["rootfs"]["diff_ids"] == []
    assert config["config"]["Entrypoint"] == ["/app/bin/app"]
    assert "GREETING=Hello" in config["config"]["Env"]
    assert config["os"] == "linux"


def test_oci_image_has_ten_layers_unless_told() -> None:
    metadata = json.loads((_HERE / "stacked_metadata.json").read_bytes())
    assert metadata["layers"]["budget"] == 10
