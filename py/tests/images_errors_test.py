"""What is told of a layout that is missing, cut off, or not what it says."""

import os
import shutil
from pathlib import Path

import pytest
from image_fixtures import INDEX, MANIFEST, BaseLayout, sha256, write_image, write_layer
from images.blobs import read_verified, verify
from images.errors import LayoutError
from images.layout import read_layout
from layers.oci.platforms import Platform

_BUILD_AGAIN = "Build the image again: the directory was changed after it was written."
_FETCH = (
    "Build the image again. With a remote cache, add --output_groups=+blobs: "
    "Bazel then brings its layers here."
)
_NAME_ONE = (
    "Name the directory that `py_image` or `py_image_index` makes: "
    "it holds oci-layout, index.json and blobs."
)


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def made() -> BaseLayout:
    """An image of two layers in `base`."""
    made = BaseLayout()
    made.index(made.manifest(layers=(b"lower", b"upper")))
    return made


def _error(directory: Path = Path("base"), *, ref_name: str = "") -> str:
    with pytest.raises(LayoutError) as raised:
        read_layout(directory, ref_name=ref_name).check_present()
    return str(raised.value)


def _manifest(made: BaseLayout) -> Path:
    """Returns the blob that is the manifest."""
    return made.path(read_layout(made.directory).top.digest)


def test_a_directory_that_is_missing() -> None:
    assert _error(Path("no")) == (
        "image no: expected an OCI layout directory, "
        "got one without oci-layout, index.json, blobs.\n"
        f"  there is: nothing\n{_NAME_ONE}"
    )


def test_a_directory_that_is_another(made: BaseLayout) -> None:
    (made.directory / "index.json").rename("base/manifest.json")

    assert _error() == (
        "image base: expected an OCI layout directory, got one without index.json.\n"
        f"  there is: blobs, manifest.json, oci-layout\n{_NAME_ONE}"
    )


def test_another_version(made: BaseLayout) -> None:
    made.write("oci-layout", {"imageLayoutVersion": "2.0.0"})

    assert _error() == (
        "image base: expected imageLayoutVersion '1.0.0' in oci-layout, got '2.0.0'.\n" + _NAME_ONE
    )


@pytest.mark.usefixtures("made")
def test_an_index_that_is_cut_off() -> None:
    Path("base/index.json").write_text('{"manifests": [')

    assert _error() == (
        "image base: expected index.json to be a JSON object, "
        f"got b'{{\"manifests\": ['.\n{_BUILD_AGAIN}"
    )


@pytest.mark.parametrize("manifests", [[], None, {}])
def test_an_index_of_nothing(made: BaseLayout, manifests: object) -> None:
    made.write("index.json", {"manifests": manifests})

    assert _error() == (
        "image base: expected index.json to list at least one manifest, "
        f"got {manifests!r}.\n{_BUILD_AGAIN}"
    )


def test_two_images_and_no_name(made: BaseLayout) -> None:
    named = {"org.opencontainers.image.ref.name": "two"}
    made.index(made.manifest(), made.manifest(layers=(b"2",)) | {"annotations": named})

    assert _error() == (
        "image base: expected one image or index in index.json, got 2.\n"
        f"  names: '', 'two'\n{_NAME_ONE}"
    )


@pytest.mark.usefixtures("made")
def test_a_name_that_is_not_there() -> None:
    assert _error(ref_name="two") == (
        "image base: expected one image or index in index.json named 'two', got 0.\n"
        f"  names: ''\n{_NAME_ONE}"
    )


def test_an_unknown_media_type(made: BaseLayout) -> None:
    media_type = "application/vnd.docker.distribution.manifest.v2+json"
    made.index(made.manifest() | {"mediaType": media_type})

    assert _error() == (
        "image base: expected index.json manifests[].mediaType to be one of 2, "
        f"got {media_type!r}.\n  {INDEX}\n  {MANIFEST}\n"
        "Name an image in OCI's format: `py_image` and `py_image_index` make one, "
        "`skopeo copy … oci:<directory>` converts others."
    )


def test_a_layer_of_an_unknown_media_type() -> None:
    made = BaseLayout()
    made.index(made.manifest(layer_type="text/plain"))

    problem = _error().splitlines()[0]

    assert problem.startswith("image base: expected manifest sha256:")
    assert problem.endswith(" layers[0].mediaType to be one of 6, got 'text/plain'.")


def test_an_index_in_an_index() -> None:
    made = BaseLayout()
    inner = made.json_blob(INDEX, {"manifests": [made.manifest()]})
    outer = made.json_blob(INDEX, {"manifests": [inner]})
    made.index(outer)

    assert _error().startswith(
        f"image base: expected index {outer['digest']} manifests[0].mediaType to be one of 1, "
        f"got {INDEX!r}.\n"
    )


@pytest.mark.parametrize("digest", ["sha256:../../x", "md5:00", None])
def test_a_digest_that_is_none(made: BaseLayout, digest: str | None) -> None:
    made.index(made.manifest() | {"digest": digest})

    assert _error() == (
        "image base: expected index.json manifests[].digest to be a sha256 or sha512 digest, "
        f"got {digest!r}.\n{_BUILD_AGAIN}"
    )


@pytest.mark.parametrize("size", [-1, "1", None, True])
def test_a_size_that_is_none(made: BaseLayout, size: object) -> None:
    made.index(made.manifest() | {"size": size})

    assert _error() == (
        "image base: expected index.json manifests[].size to be a number of bytes, "
        f"got {size!r}.\n{_BUILD_AGAIN}"
    )


def test_a_manifest_that_is_missing(made: BaseLayout) -> None:
    manifest = _manifest(made)
    size = manifest.stat().st_size
    manifest.unlink()

    assert _error() == (
        f"image base: expected {size} bytes at {manifest.relative_to('base')}, "
        f"got no file.\n{_FETCH}"
    )


def test_a_manifest_that_was_changed(made: BaseLayout) -> None:
    manifest = _manifest(made)
    content = manifest.read_bytes().replace(b'"schemaVersion": 2', b'"schemaVersion": 3')
    manifest.write_bytes(content)

    assert _error() == (
        f"image base: expected {manifest.relative_to('base')} to have the digest of its name, "
        f"got {sha256(content)}.\n{_BUILD_AGAIN}"
    )


def test_a_manifest_without_layers() -> None:
    made = BaseLayout()
    config = made.json_blob("application/vnd.oci.image.config.v1+json", {})
    entry = made.json_blob(MANIFEST, {"config": config})
    made.index(entry)

    assert _error() == (
        f"image base: expected manifest {entry['digest']} to have a list of layers, "
        f"got None.\n{_BUILD_AGAIN}"
    )


def test_a_config_of_another_image() -> None:
    made = BaseLayout()
    made.index(made.manifest(diff_ids=2))

    assert _error().endswith(f" to have one diff_id for each of 1 layers, got 2.\n{_BUILD_AGAIN}")


def test_layers_that_are_missing_or_cut_off_are_told_together(made: BaseLayout) -> None:
    lower, upper = (made.path(sha256(content)) for content in (b"lower", b"upper"))
    lower.unlink()
    upper.write_bytes(b"up")

    assert _error() == (
        f"image base: expected 5 bytes at {lower.relative_to('base')}, got no file.\n{_FETCH}\n"
        f"image base: expected 5 bytes at {upper.relative_to('base')}, got 2.\n{_BUILD_AGAIN}"
    )


def test_a_layer_that_a_remote_cache_holds() -> None:
    out = write_image(write_layer("one"))
    (link,) = (path for path in out.rglob("*") if path.is_symlink())
    shutil.rmtree("bin")

    assert f"got a link to {os.readlink(link)}, which is not there.\n{_FETCH}" in _error(out)


def test_a_layer_of_other_bytes(made: BaseLayout) -> None:
    upper = made.path(sha256(b"upper"))
    upper.write_bytes(b"UPPER")
    _, layer = read_layout(made.directory).images[0].layers
    text = (
        f"image base: expected {upper.relative_to('base')} to have the digest of its name, "
        f"got {sha256(b'UPPER')}.\n{_BUILD_AGAIN}"
    )

    for check in (verify, read_verified):
        with pytest.raises(LayoutError) as raised:
            check(layer)
        assert str(raised.value) == text


def test_no_image_for_a_platform(made: BaseLayout) -> None:
    layout = read_layout(made.directory)

    with pytest.raises(LayoutError) as raised:
        layout.image_for(Platform(os="linux", architecture="s390x"))

    assert str(raised.value) == (
        "image base: expected one image for linux/s390x, got 0.\n"
        f"  linux/amd64 {layout.top.digest}\n"
        "Build the image for linux/s390x, or name one of the platforms above."
    )


def test_two_images_for_a_platform() -> None:
    made = BaseLayout()
    entries = [made.manifest(layers=(layer,)) for layer in (b"1", b"2")]
    made.index(made.json_blob(INDEX, {"manifests": entries}))

    with pytest.raises(LayoutError, match="expected one image for linux/amd64, got 2"):
        read_layout(made.directory).image_for(Platform(os="linux", architecture="amd64"))
