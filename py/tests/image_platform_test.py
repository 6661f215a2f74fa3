"""Which of the images of a base is taken."""

from pathlib import Path

import pytest
from base_fixtures import AMD64, ARM64, error_on_base, write_on_base
from image_fixtures import INDEX, REQUEST, BaseLayout, manifest_of, sha256


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def base() -> BaseLayout:
    return BaseLayout()


def test_the_image_of_the_platform_is_taken(base: BaseLayout) -> None:
    attestation = base.manifest(layers=[b"attestation"]) | {
        "platform": {"os": "unknown", "architecture": "unknown"}
    }
    amd64 = base.manifest(layers=[b"amd64"]) | {"platform": AMD64}
    arm64 = base.manifest(layers=[b"arm64"], config=ARM64) | {"platform": ARM64}
    nested = base.json_blob(INDEX, {"schemaVersion": 2, "manifests": [amd64, arm64, attestation]})
    base.index(nested)

    out = write_on_base(REQUEST.replace(architecture="arm64"))

    assert manifest_of(out)["layers"][0]["digest"] == sha256(b"arm64")


def test_one_image_under_two_names(base: BaseLayout) -> None:
    manifest = base.manifest(layers=[b"one"])
    base.index(manifest, manifest | {"annotations": {"org.opencontainers.image.ref.name": "1"}})

    assert len(manifest_of(write_on_base())["layers"]) == 2


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
        write_on_base(REQUEST.replace(**requested))
    else:
        assert "expected an image for" in error_on_base(REQUEST.replace(**requested))


def test_another_platform(base: BaseLayout) -> None:
    amd64 = base.manifest() | {"platform": AMD64}
    arm64 = base.manifest(config=ARM64) | {"platform": ARM64}
    base.index(amd64, arm64)

    assert error_on_base(REQUEST.replace(architecture="s390x")) == (
        "base base: expected an image for linux/s390x, got images for linux/amd64, "
        "linux/arm64/v8.\n"
        f"  linux/amd64 {amd64['digest']}\n"
        f"  linux/arm64/v8 {arm64['digest']}\n"
        "Change `base` of //svc:image to an image for linux/s390x, or `os`, `architecture` and "
        "`variant` to a platform that the base has."
    )


def test_no_image_at_all(base: BaseLayout) -> None:
    base.index()

    assert error_on_base() == (
        "base base: expected an image for linux/amd64, got images for no platform.\n"
        "Change `base` of //svc:image to an image for linux/amd64, or `os`, `architecture` and "
        "`variant` to a platform that the base has."
    )


def test_two_images_for_one_platform(base: BaseLayout) -> None:
    first = base.manifest(layers=[b"first"])
    second = base.manifest(layers=[b"second"])
    base.index(first, second)

    assert error_on_base() == (
        "base base: expected one image for linux/amd64, got 2.\n"
        f"  linux/amd64 {first['digest']}\n"
        f"  linux/amd64 {second['digest']}\n"
        "Name a base in //svc:image that holds one image per platform."
    )
