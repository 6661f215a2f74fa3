"""Which base image is taken, what is inherited from it, and every way a base is none."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from image_fixtures import (
    INDEX,
    REQUEST,
    BaseLayout,
    blob_of,
    config_of,
    manifest_of,
    read_json,
    sha256,
    write_image,
    write_layer,
)

from layers.errors import BaseError
from layers.records import ImageRequest

AMD64 = {"os": "linux", "architecture": "amd64"}
ARM64 = {"os": "linux", "architecture": "arm64", "variant": "v8"}


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def base() -> BaseLayout:
    return BaseLayout()


def _write(request: ImageRequest = REQUEST) -> Path:
    return write_image(write_layer("one"), request=request, options=["--base=base"])


def _error(request: ImageRequest = REQUEST) -> str:
    with pytest.raises(BaseError) as raised:
        _write(request)
    assert list(Path("out").iterdir()) == []
    return str(raised.value)


def _process(base: BaseLayout, inherited: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    base.index(base.manifest(config={"config": inherited}))
    process: dict[str, Any] = config_of(_write(REQUEST.replace(**settings)))["config"]
    return process


def test_the_layers_of_the_base_go_first(base: BaseLayout) -> None:
    history = [
        {"created": "2024-05-01T00:00:00Z", "created_by": "ADD rootfs"},
        {"created_by": "ENV A=1", "empty_layer": True},
        {"created_by": "RUN something"},
    ]
    base.index(base.manifest(layers=[b"first", b"second"], config={"history": history}))

    out = _write()

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

    out = _write()

    blob = blob_of(out, manifest_of(out)["layers"][0])
    digest = sha256(b"first").removeprefix("sha256:")
    assert str(blob.readlink()) == f"../../../base/blobs/sha256/{digest}"
    assert blob.read_bytes() == b"first"


def test_history_that_does_not_tell_of_every_layer_is_replaced(base: BaseLayout) -> None:
    config = {"history": [{"created_by": "one of two"}]}
    base.index(base.manifest(layers=[b"first", b"second"], config=config))

    history = config_of(_write())["history"]

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

    out = _write(REQUEST.replace(architecture="arm64"))

    assert config_of(out)["variant"] == "v8"


def test_the_image_of_the_platform_is_taken(base: BaseLayout) -> None:
    attestation = base.manifest(layers=[b"attestation"]) | {
        "platform": {"os": "unknown", "architecture": "unknown"}
    }
    amd64 = base.manifest(layers=[b"amd64"]) | {"platform": AMD64}
    arm64 = base.manifest(layers=[b"arm64"], config=ARM64) | {"platform": ARM64}
    nested = base.json_blob(INDEX, {"schemaVersion": 2, "manifests": [amd64, arm64, attestation]})
    base.index(nested)

    out = _write(REQUEST.replace(architecture="arm64"))

    assert manifest_of(out)["layers"][0]["digest"] == sha256(b"arm64")


def test_one_image_under_two_names(base: BaseLayout) -> None:
    manifest = base.manifest(layers=[b"one"])
    base.index(manifest, manifest | {"annotations": {"org.opencontainers.image.ref.name": "1"}})

    assert len(manifest_of(_write())["layers"]) == 2


@pytest.mark.parametrize(
    ("requested", "there", "fits"),
    [
        ({"architecture": "arm64"}, ARM64, True),
        ({"architecture": "arm64", "variant": "v8"}, {**ARM64, "variant": ""}, True),
        ({"architecture": "amd64", "variant": "v3"}, AMD64, False),
        ({"architecture": "arm"}, {**ARM64, "architecture": "arm", "variant": "v6"}, False),
        ({"architecture": "arm", "variant": "v6"}, {**ARM64, "architecture": "arm"}, False),
        ({"architecture": "s390x"}, {"os": "linux", "architecture": "s390x"}, True),
    ],
)
def test_variants(
    base: BaseLayout, requested: dict[str, str], there: dict[str, str], *, fits: bool
) -> None:
    base.index(base.manifest(config=there))

    if fits:
        _write(REQUEST.replace(**requested))
    else:
        assert "expected an image for" in _error(REQUEST.replace(**requested))


def test_another_platform(base: BaseLayout) -> None:
    amd64 = base.manifest() | {"platform": AMD64}
    arm64 = base.manifest(config=ARM64) | {"platform": ARM64}
    base.index(amd64, arm64)

    assert _error(REQUEST.replace(architecture="s390x")) == (
        "base base: expected an image for linux/s390x, got images for linux/amd64, "
        "linux/arm64/v8.\n"
        f"  linux/amd64 {amd64['digest']}\n"
        f"  linux/arm64/v8 {arm64['digest']}\n"
        "Change `base` of //svc:image to an image for linux/s390x, or `os`, `architecture` and "
        "`variant` to a platform that the base has."
    )


def test_no_image_at_all(base: BaseLayout) -> None:
    base.index()

    assert _error() == (
        "base base: expected an image for linux/amd64, got images for no platform.\n"
        "Change `base` of //svc:image to an image for linux/amd64, or `os`, `architecture` and "
        "`variant` to a platform that the base has."
    )


def test_two_images_for_one_platform(base: BaseLayout) -> None:
    first = base.manifest(layers=[b"first"])
    second = base.manifest(layers=[b"second"])
    base.index(first, second)

    assert _error() == (
        "base base: expected one image for linux/amd64, got 2.\n"
        f"  linux/amd64 {first['digest']}\n"
        f"  linux/amd64 {second['digest']}\n"
        "Name a base in //svc:image that holds one image per platform."
    )


def test_a_directory_that_is_no_layout() -> None:
    Path("base/rootfs").mkdir(parents=True)
    Path("base/index.json").write_text("{}")

    assert _error() == (
        "base base: expected an OCI layout directory, got one without oci-layout, blobs.\n"
        "  there is: index.json, rootfs\n"
        "Name the directory that holds oci-layout, index.json and blobs. "
        "Convert it with `skopeo copy docker://… oci:<directory>` and name the directory."
    )


def test_no_directory() -> None:
    assert _error().startswith(
        "base base: expected an OCI layout directory, got one without oci-layout, index.json, "
        "blobs.\n"
        "  there is: nothing\n"
    )


def test_another_version_of_the_layout(base: BaseLayout) -> None:
    base.write("oci-layout", {"imageLayoutVersion": "2.0.0"})
    base.index()

    assert _error() == (
        "base base: expected imageLayoutVersion '1.0.0' in oci-layout, got '2.0.0'.\n"
        "Convert it with `skopeo copy docker://… oci:<directory>` and name the directory."
    )


@pytest.mark.parametrize("text", ["[]", "{"])
def test_an_index_that_is_no_object(base: BaseLayout, text: str) -> None:
    (base.directory / "index.json").write_text(text)

    assert _error() == (
        f"base base: expected index.json to be a JSON object, got {text.encode()!r}.\n"
        "Pull the base image again."
    )


def test_docker_manifests(base: BaseLayout) -> None:
    base.index(
        base.manifest() | {"mediaType": "application/vnd.docker.distribution.manifest.v2+json"}
    )

    assert _error() == (
        "base base: expected an entry of index.json to be one of the OCI media types, got "
        "'application/vnd.docker.distribution.manifest.v2+json'.\n"
        "  application/vnd.oci.image.manifest.v1+json\n"
        "  application/vnd.oci.image.index.v1+json\n"
        "This is Docker's own format. "
        "Convert it with `skopeo copy docker://… oci:<directory>` and name the directory."
    )


def test_a_layer_of_unknown_type(base: BaseLayout) -> None:
    base.index(base.manifest(layer_type="application/x-squashfs"))

    assert _error() == (
        "base base: expected layer 0 to be one of the OCI media types, got "
        "'application/x-squashfs'.\n"
        "  application/vnd.oci.image.layer.v1.tar\n"
        "  application/vnd.oci.image.layer.v1.tar+gzip\n"
        "  application/vnd.oci.image.layer.v1.tar+zstd\n"
        "  application/vnd.oci.image.layer.nondistributable.v1.tar\n"
        "  application/vnd.oci.image.layer.nondistributable.v1.tar+gzip\n"
        "  application/vnd.oci.image.layer.nondistributable.v1.tar+zstd\n"
        "Convert it with `skopeo copy docker://… oci:<directory>` and name the directory."
    )


def test_a_config_of_unknown_type(base: BaseLayout) -> None:
    base.index(base.manifest(config_type="application/vnd.docker.container.image.v1+json"))

    assert "expected the manifest's config to be one of the OCI media types" in _error()


def test_a_layer_that_is_missing(base: BaseLayout) -> None:
    base.index(base.manifest(layers=[b"first", b"second"]))
    base.path(sha256(b"second")).unlink()

    assert _error() == (
        "base base: expected all 2 layers in blobs, got 1.\n"
        f"  {sha256(b'second')} (6 bytes)\n"
        "Pull the base image again, whole."
    )


def test_a_manifest_that_is_missing(base: BaseLayout) -> None:
    manifest = base.manifest()
    base.index(manifest)
    base.path(manifest["digest"]).unlink()

    assert _error() == (
        f"base base: expected the manifest at blobs/{manifest['digest'].replace(':', '/')}, "
        "got no file.\n"
        "Pull the base image again, whole: with all platforms, or with this one alone."
    )


def test_a_config_that_was_changed(base: BaseLayout) -> None:
    manifest = base.manifest()
    base.index(manifest)
    digest = read_json(base.path(manifest["digest"]))["config"]["digest"]
    base.path(digest).write_bytes(b"{}")

    assert _error() == (
        f"base base: expected the config to have digest {digest}, got {sha256(b'{}')}.\n"
        "The blob was changed after it was pulled. Pull the base image again."
    )


def test_a_digest_that_leads_elsewhere(base: BaseLayout) -> None:
    base.index(base.manifest() | {"digest": "sha256:../../secret"})

    assert _error() == (
        "base base: expected a sha256 or sha512 digest for the manifest, "
        "got 'sha256:../../secret'.\n"
        "Pull the base image again."
    )


def test_a_manifest_without_layers(base: BaseLayout) -> None:
    manifest = base.json_blob(base.manifest()["mediaType"], {"schemaVersion": 2, "config": {}})
    base.index(manifest)

    assert _error() == (
        "base base: expected a manifest with config and layers, got one with config, "
        "schemaVersion.\n"
        f"  {manifest['digest']}\n"
        "Name a base that is an image."
    )


def test_a_config_of_another_manifest(base: BaseLayout) -> None:
    base.index(base.manifest(layers=[b"first", b"second"], diff_ids=1))

    assert _error() == (
        "base base: expected one diff_id per layer, got 1 for 2 layers.\n"
        "Pull the base image again: its config does not belong to its manifest."
    )


def test_an_image_of_ours_is_a_base() -> None:
    write_image(write_layer("one"), out="base")

    out = _write()

    first, second = manifest_of(out)["layers"]
    assert first == second
    assert json.loads(blob_of(out, manifest_of(out)["config"]).read_text())["os"] == "linux"
