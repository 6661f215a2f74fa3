"""Every way in which a base is no OCI layout that can stand below layers."""

from pathlib import Path

import pytest
from base_fixtures import error_on_base
from image_fixtures import BaseLayout, read_json, sha256


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def base() -> BaseLayout:
    return BaseLayout()


def test_a_directory_that_is_no_layout() -> None:
    Path("base/rootfs").mkdir(parents=True)
    Path("base/index.json").write_text("{}")

    assert error_on_base() == (
        "base base: expected an OCI layout directory, got one without oci-layout, blobs.\n"
        "  there is: index.json, rootfs\n"
        "Name the directory that holds oci-layout, index.json and blobs. "
        "Convert it with `skopeo copy docker://… oci:<directory>` and name the directory."
    )


def test_no_directory() -> None:
    assert error_on_base().startswith(
        "base base: expected an OCI layout directory, got one without oci-layout, index.json, "
        "blobs.\n"
        "  there is: nothing\n"
    )


def test_another_version_of_the_layout(base: BaseLayout) -> None:
    base.write("oci-layout", {"imageLayoutVersion": "2.0.0"})
    base.index()

    assert error_on_base() == (
        "base base: expected imageLayoutVersion '1.0.0' in oci-layout, got '2.0.0'.\n"
        "Convert it with `skopeo copy docker://… oci:<directory>` and name the directory."
    )


@pytest.mark.parametrize("text", ["[]", "{"])
def test_an_index_that_is_no_object(base: BaseLayout, text: str) -> None:
    (base.directory / "index.json").write_text(text)

    assert error_on_base() == (
        f"base base: expected index.json to be a JSON object, got {text.encode()!r}.\n"
        "Pull the base image again."
    )


def test_docker_manifests(base: BaseLayout) -> None:
    base.index(
        base.manifest() | {"mediaType": "application/vnd.docker.distribution.manifest.v2+json"}
    )

    assert error_on_base() == (
        "base base: expected an entry of index.json to be one of the OCI media types, got "
        "'application/vnd.docker.distribution.manifest.v2+json'.\n"
        "  application/vnd.oci.image.manifest.v1+json\n"
        "  application/vnd.oci.image.index.v1+json\n"
        "This is Docker's own format. "
        "Convert it with `skopeo copy docker://… oci:<directory>` and name the directory."
    )


def test_a_layer_of_unknown_type(base: BaseLayout) -> None:
    base.index(base.manifest(layer_type="application/x-squashfs"))

    assert error_on_base() == (
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

    assert "expected the manifest's config to be one of the OCI media types" in error_on_base()


def test_a_layer_that_is_missing(base: BaseLayout) -> None:
    base.index(base.manifest(layers=[b"first", b"second"]))
    base.path(sha256(b"second")).unlink()

    assert error_on_base() == (
        "base base: expected all 2 layers in blobs, got 1.\n"
        f"  {sha256(b'second')} (6 bytes)\n"
        "Pull the base image again, whole."
    )


def test_a_manifest_that_is_missing(base: BaseLayout) -> None:
    manifest = base.manifest()
    base.index(manifest)
    base.path(manifest["digest"]).unlink()

    assert error_on_base() == (
        f"base base: expected the manifest at blobs/{manifest['digest'].replace(':', '/')}, "
        "got no file.\n"
        "Pull the base image again, whole: with all platforms, or with this one alone."
    )


def test_a_config_that_was_changed(base: BaseLayout) -> None:
    manifest = base.manifest()
    base.index(manifest)
    digest = read_json(base.path(manifest["digest"]))["config"]["digest"]
    base.path(digest).write_bytes(b"{}")

    assert error_on_base() == (
        f"base base: expected the config to have digest {digest}, got {sha256(b'{}')}.\n"
        "The blob was changed after it was pulled. Pull the base image again."
    )


def test_a_digest_that_leads_elsewhere(base: BaseLayout) -> None:
    base.index(base.manifest() | {"digest": "sha256:../../secret"})

    assert error_on_base() == (
        "base base: expected a sha256 or sha512 digest for the manifest, "
        "got 'sha256:../../secret'.\n"
        "Pull the base image again."
    )


def test_a_manifest_without_layers(base: BaseLayout) -> None:
    manifest = base.json_blob(base.manifest()["mediaType"], {"schemaVersion": 2, "config": {}})
    base.index(manifest)

    assert error_on_base() == (
        "base base: expected a manifest with config and layers, got one with config, "
        "schemaVersion.\n"
        f"  {manifest['digest']}\n"
        "Name a base that is an image."
    )


def test_a_config_of_another_manifest(base: BaseLayout) -> None:
    base.index(base.manifest(layers=[b"first", b"second"], diff_ids=1))

    assert error_on_base() == (
        "base base: expected one diff_id per layer, got 1 for 2 layers.\n"
        "Pull the base image again: its config does not belong to its manifest."
    )
