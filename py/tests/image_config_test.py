"""What an image says: its config, its annotations, its history."""

import json
from pathlib import Path

import pytest
from image_fixtures import (
    FASTAPI,
    REQUEST,
    blob_of,
    config_of,
    manifest_of,
    read_json,
    write_image,
    write_layer,
)
from layers.errors import ImageError
from layers.records import Component, ImageRequest

PY = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_layers_say_what_they_hold() -> None:
    out = write_image(
        write_layer("one"),
        write_layer("two", Component(origin="app", name="//svc:svc", label="//svc:svc")),
        write_layer("three", Component(origin="pypi"), components=(FASTAPI,)),
    )

    wheel = {
        "dev.rules_py_layers.origin": "pypi",
        "dev.rules_py_layers.name": "fastapi",
        "dev.rules_py_layers.version": "0.115.0",
        "dev.rules_py_layers.label": "@pypi//fastapi:pkg",
    }
    assert [layer["annotations"] for layer in manifest_of(out)["layers"]] == [
        wheel,
        {
            "dev.rules_py_layers.origin": "app",
            "dev.rules_py_layers.name": "//svc:svc",
            "dev.rules_py_layers.label": "//svc:svc",
        },
        wheel,
    ]
    assert config_of(out)["history"] == [
        {
            "comment": "rules_py_layers",
            "created": "1970-01-01T00:00:00Z",
            "created_by": created_by,
        }
        for created_by in (
            "pypi fastapi 0.115.0 @pypi//fastapi:pkg",
            "app //svc:svc",
            "pypi fastapi 0.115.0 @pypi//fastapi:pkg",
        )
    ]


def test_settings_become_the_config() -> None:
    request = ImageRequest(
        schema_version=1,
        label="//svc:image",
        os="linux",
        architecture="arm64",
        variant="v8",
        entrypoint=("/app/bin/svc",),
        cmd=("--port", "80"),
        env=("A=1", "B=", "C=x=y"),
        user="1000:1000",
        workdir="/app",
        ports=("80/tcp", "53/udp"),
        labels={"team": "api"},
        annotations={"org.opencontainers.image.title": "svc"},
        ref_name="svc:1.0",
    )
    out = write_image(write_layer("one"), request=request)

    config = config_of(out)
    assert (config["os"], config["architecture"], config["variant"]) == ("linux", "arm64", "v8")
    assert config["created"] == "1970-01-01T00:00:00Z"
    assert config["config"] == {
        "Entrypoint": ["/app/bin/svc"],
        "Cmd": ["--port", "80"],
        "Env": ["A=1", "B=", "C=x=y"],
        "User": "1000:1000",
        "WorkingDir": "/app",
        "ExposedPorts": {"53/udp": {}, "80/tcp": {}},
        "Labels": {"team": "api"},
    }
    assert manifest_of(out)["annotations"] == {"org.opencontainers.image.title": "svc"}
    (entry,) = read_json(out / "index.json")["manifests"]
    assert entry["annotations"] == {"org.opencontainers.image.ref.name": "svc:1.0"}
    assert entry["platform"] == {"os": "linux", "architecture": "arm64", "variant": "v8"}


def test_what_is_not_set_is_left_out() -> None:
    out = write_image(write_layer("one"))

    assert config_of(out)["config"] == {}
    assert "variant" not in config_of(out)
    assert "annotations" not in manifest_of(out)
    assert "annotations" not in read_json(out / "index.json")["manifests"][0]


def test_json_is_canonical() -> None:
    request = ImageRequest(
        schema_version=1,
        label="//svc:image",
        os="linux",
        architecture="amd64",
        labels={"b": "é", "a": ""},
    )
    out = write_image(write_layer("one"), request=request)

    for descriptor in (manifest_of(out)["config"], read_json(out / "index.json")["manifests"][0]):
        text = blob_of(out, descriptor).read_bytes().decode()
        canonical = json.dumps(
            json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        assert text == canonical


def test_the_request_is_checked_first() -> None:
    request = ImageRequest(schema_version=1, label=REQUEST.label, architecture="amd64")

    with pytest.raises(ImageError, match="os: expected a name like 'linux', got ''"):
        write_image(write_layer("one"), request=request)

    assert list(Path("out").iterdir()) == []
