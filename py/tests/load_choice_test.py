"""Which image of a layout is loaded, and what it is called."""

from pathlib import Path

import pytest
from image_fixtures import INDEX, BaseLayout
from images.errors import LayoutError
from images.host import host_platform
from images.layout import Layout, read_layout
from layers.errors import ArgumentError, LayersError
from load.choice import choose_image
from load.names import image_name


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _layout(*architectures: str) -> Layout:
    made = BaseLayout()
    entries = [made.manifest(config={"architecture": one}) for one in architectures]
    made.index(made.json_blob(INDEX, {"schemaVersion": 2, "manifests": entries}))
    return read_layout(made.directory)


def _chosen(layout: Layout, *, asked: str = "", default: str = "") -> str:
    return choose_image(layout, asked=asked, default=default).platform.architecture


def test_what_is_asked_for_comes_before_what_the_build_is_for() -> None:
    layout = _layout("amd64", "arm64")

    assert _chosen(layout, asked="linux/arm64", default="linux/amd64") == "arm64"
    assert _chosen(layout, default="linux/arm64") == "arm64"
    assert _chosen(layout, asked="linux/arm64/v8") == "arm64"


def test_else_the_one_for_this_machine() -> None:
    own = host_platform().architecture

    assert _chosen(_layout("s390x", own)) == own


def test_one_image_leaves_no_choice_unless_another_is_asked_for() -> None:
    layout = _layout("s390x")

    assert _chosen(layout, default="linux/amd64") == "s390x"
    with pytest.raises(LayoutError) as error:
        _chosen(layout, asked="linux/amd64")
    assert str(error.value).startswith("image base: expected one image for linux/amd64, got 0.\n")


@pytest.mark.parametrize("text", ["arm64", "linux/", "linux/arm/v7/x"])
def test_a_platform_that_is_none(text: str) -> None:
    with pytest.raises(ArgumentError) as error:
        _chosen(_layout("amd64", "arm64"), asked=text)
    assert str(error.value) == (
        f"load: expected --platform to be os/architecture[/variant], got {text!r}.\n"
        "Write --platform=linux/amd64 or --platform=linux/arm64."
    )


@pytest.mark.parametrize(
    ("repository", "tag", "name"),
    [
        ("demo-hello", "", "localhost/demo-hello:latest"),
        ("demo-hello", "v2", "localhost/demo-hello:v2"),
        ("ghcr.io/team/hello", "", "ghcr.io/team/hello:latest"),
        ("127.0.0.1:5000/hello", "v2", "127.0.0.1:5000/hello:v2"),
        ("team/hello", "", "localhost/team/hello:latest"),
        ("demo-hello", "other:v3", "localhost/other:v3"),
        ("demo-hello", "ghcr.io/team/other", "ghcr.io/team/other:latest"),
    ],
)
def test_names(repository: str, tag: str, name: str) -> None:
    assert image_name(repository, tag, home="localhost") == name


def test_the_name_that_docker_shortens() -> None:
    assert image_name("hello", "", home="docker.io") == "docker.io/library/hello:latest"


def test_a_tag_with_a_digest() -> None:
    tag = f"hello:v1@sha256:{'0' * 64}"

    with pytest.raises(ArgumentError) as error:
        image_name("hello", tag, home="docker.io")

    assert str(error.value) == (
        f"load: expected --tag to be a tag or a name with one, got {tag!r}.\n"
        "Leave the digest out: an image that is loaded has its own."
    )


@pytest.mark.parametrize("tag", ["Über", "x:-", "UPPER/x"])
def test_a_name_that_the_grammar_forbids(tag: str) -> None:
    with pytest.raises(LayersError):
        image_name("hello", tag, home="docker.io")
