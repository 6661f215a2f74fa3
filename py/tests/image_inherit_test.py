"""What an image has of its base."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from base_fixtures import ARM64, write_on_base
from image_fixtures import (
    REQUEST,
    BaseLayout,
    blob_of,
    config_of,
    manifest_of,
    sha256,
    write_image,
    write_layer,
)


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def base() -> BaseLayout:
    return BaseLayout()


def _process(base: BaseLayout, inherited: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    base.index(base.manifest(config={"config": inherited}))
    process: dict[str, Any] = config_of(write_on_base(REQUEST.replace(**settings)))["config"]
    return process


def test_the_layers_of_the_base_go_first(base: BaseLayout) -> None:
    history = [
        {"created": "2024-05-01T00:00:00Z", "created_by": "ADD rootfs"},
        {"created_by": "ENV A=1", "empty_layer": True},
        {"created_by": "RUN something"},
    ]
    base.index(base.manifest(layers=[b"first", b"second"], config={"history": history}))

    out = write_on_base()

    layers = manifest_of(out)["layers"]
    assert [layer["digest"] for layer in layers[:2]] == [sha256(b"first"), sha256(b"second")]
    assert len(layers) == 3
    config = config_of(out)
    assert config["rootfs"]["diff_ids"][:2] == [sha256(b"diff of 0"), sha256(b"diff of 1")]
    assert len(config["rootfs"]["diff_ids"]) == 3
    assert config["history"][:3] == history
    assert len(config["history"]) == 4


def test_blobs_of_the_base_are_relative_links_to_its_files(base: BaseLayout) -> None:
    base.index(base.manifest(layers=[b"first"]))
    stored = Path("stored")
    base.path(sha256(b"first")).rename(stored)
    base.path(sha256(b"first")).symlink_to(stored.absolute())  # as in a sandbox

    out = write_on_base()

    blob = blob_of(out, manifest_of(out)["layers"][0])
    digest = sha256(b"first").removeprefix("sha256:")
    assert str(blob.readlink()) == f"../../../base/blobs/sha256/{digest}"
    assert blob.read_bytes() == b"first"


def test_history_that_does_not_tell_of_every_layer_is_replaced(base: BaseLayout) -> None:
    config = {"history": [{"created_by": "one of two"}]}
    base.index(base.manifest(layers=[b"first", b"second"], config=config))

    history = config_of(write_on_base())["history"]

    below = {"created": "1970-01-01T00:00:00Z", "created_by": "base image"}
    assert history[:2] == [below, below]
    assert len(history) == 3


def test_settings_are_inherited(base: BaseLayout) -> None:
    inherited: dict[str, Any] = {
        "Env": ["PATH=/bin", "A=base", "B=base"],
        "User": "nobody",
        "WorkingDir": "/home",
        "Labels": {"a": "base", "b": "base"},
        "ExposedPorts": {"80/tcp": {}},
        "Entrypoint": ["/bin/init"],
        "Cmd": ["run"],
        "StopSignal": "SIGINT",
        "Volumes": None,
    }

    assert _process(base, inherited) == {k: v for k, v in inherited.items() if v}


def test_settings_of_ours_win(base: BaseLayout) -> None:
    inherited: dict[str, Any] = {
        "Env": ["PATH=/bin", "A=base", "B=base"],
        "User": "nobody",
        "WorkingDir": "/home",
        "Labels": {"a": "base", "b": "base"},
        "ExposedPorts": {"80/tcp": {}},
        "Entrypoint": ["/bin/init"],
        "Cmd": ["run"],
    }

    process = _process(
        base,
        inherited,
        env=("A=ours", "C=ours"),
        user="1000",
        workdir="/app",
        labels={"b": "ours"},
        ports=("53/udp",),
        entrypoint=("/app/bin/svc",),
    )

    assert process == {
        "Env": ["PATH=/bin", "A=ours", "B=base", "C=ours"],
        "User": "1000",
        "WorkingDir": "/app",
        "Labels": {"a": "base", "b": "ours"},
        "ExposedPorts": {"53/udp": {}, "80/tcp": {}},
        "Entrypoint": ["/app/bin/svc"],
    }


def test_arguments_for_the_entry_point_of_the_base(base: BaseLayout) -> None:
    process = _process(base, {"Entrypoint": ["/bin/init"], "Cmd": ["run"]}, cmd=("serve",))

    assert process == {"Entrypoint": ["/bin/init"], "Cmd": ["serve"]}


def test_the_variant_of_the_base_is_inherited(base: BaseLayout) -> None:
    base.index(base.manifest(config=ARM64))

    out = write_on_base(REQUEST.replace(architecture="arm64"))

    assert config_of(out)["variant"] == "v8"


def test_an_image_of_ours_is_a_base() -> None:
    write_image(write_layer("one"), out="base")

    out = write_on_base()

    first, second = manifest_of(out)["layers"]
    assert first == second
    assert json.loads(blob_of(out, manifest_of(out)["config"]).read_text())["os"] == "linux"


@pytest.mark.parametrize(
    ("inherited", "env", "path"),
    [
        (["PATH=/usr/local/cuda/bin:/bin"], (), "/app/venv/bin:/usr/local/cuda/bin:/bin"),
        (
            ["A=1"],
            (),
            "/app/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ),
        (["PATH=/bin"], ("PATH=/mine",), "/mine"),
    ],
)
def test_the_venv_stands_before_the_path_of_the_base(
    base: BaseLayout, inherited: list[str], env: tuple[str, ...], path: str
) -> None:
    process = _process(base, {"Env": inherited}, env=env, path_prefix="/app/venv/bin")
    assert [one for one in process["Env"] if one.startswith("PATH=")] == [f"PATH={path}"]
