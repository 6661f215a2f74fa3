"""One dest, one owner: what several layers may put at one dest, and what not."""

from pathlib import Path

import pytest
from check_fixtures import APP, A, B, Image, directory, file, link, problem
from layers.records import Component, Copy, Runfile

C = Component(origin="pypi", name="c", version="3.0", label="@pypi//c:pkg")


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def image() -> Image:
    return Image()


def test_same_bytes_in_shared_layers(image: Image) -> None:
    python = Component(origin="interpreter", name="python", label="@python//:python")
    image.layer(python, file("app/x"), file("app/y"))
    image.layer(A, file("app/x", src="elsewhere"))

    assert image.check()["duplicates"] == [
        {"dest": "app/x", "layers": ["@python//:python", "@pypi//a:pkg"]}
    ]


def test_same_bytes_in_one_bucket(image: Image) -> None:
    bucket = Component(origin="pypi", name="bucket 1")
    copy = Copy(src="src/b/x", component=1)
    image.layer(bucket, file("app/runfiles/x", src="x", copies=(copy,)), components=(A, B))
    image.layer(C, file("app/runfiles/x", src="src/c/x"))

    assert image.check(
        Runfile(path="x", src="x"),
        Runfile(path="x", src="src/b/x"),
        Runfile(path="x", src="src/c/x"),
    )["duplicates"] == [
        {"dest": "app/runfiles/x", "layers": ["@pypi//a:pkg", "@pypi//b:pkg", "@pypi//c:pkg"]}
    ]


def test_same_bytes_in_one_bucket_alone(image: Image) -> None:
    bucket = Component(origin="pypi", name="bucket 1")
    copy = Copy(src="src/b/x", component=1)
    image.layer(bucket, file("app/x", copies=(copy,)), components=(A, B))

    assert image.check()["duplicates"] == [
        {"dest": "app/x", "layers": ["@pypi//a:pkg", "@pypi//b:pkg"]}
    ]


def test_same_bytes_of_packages_in_a_layer_with_the_app(image: Image) -> None:
    """What an image joins to one layer is not shared; what it is joined of is."""
    everything = Component(origin="app", name="everything", label="//svc:svc")
    copy = Copy(src="src/b/x", component=1)
    image.layer(everything, file("app/x", copies=(copy,)), components=(A, B, APP))
    image.layer(C, file("app/x", src="src/c/x"))

    assert image.check()["duplicates"] == [
        {"dest": "app/x", "layers": ["@pypi//a:pkg", "@pypi//b:pkg", "@pypi//c:pkg"]}
    ]


def test_a_file_of_a_package_and_of_the_app_in_one_layer(image: Image) -> None:
    everything = Component(origin="app", name="everything", label="//svc:svc")
    copy = Copy(src="svc/x", component=1)
    image.layer(everything, file("app/x", copies=(copy,)), components=(A, APP))

    assert "expected one owner per dest" in image.error()


def test_same_bytes_in_a_layer_that_is_not_shared(image: Image) -> None:
    image.layer(A, file("app/x"))
    image.layer(APP, file("app/x", src="svc/x"))

    assert image.error() == problem(
        "  expected one owner per dest, got the same bytes in layers that are not shared:\n"
        "    app/x\n"
        "      @pypi//a:pkg: file of 1 bytes, sha256 aaaaaaaaaaaa, mode 0644, src/app/x\n"
        "      //svc:svc: file of 1 bytes, sha256 aaaaaaaaaaaa, mode 0644, svc/x\n"
        "    Let one target own the file, and the others of //svc:svc depend on it."
    )


@pytest.mark.parametrize(
    ("other", "described"),
    [
        (
            file("app/x", "b", size=2),
            "file of 2 bytes, sha256 bbbbbbbbbbbb, mode 0644, src/app/x",
        ),
        (file("app/x", mode=0o755), "file of 1 bytes, sha256 aaaaaaaaaaaa, mode 0755, src/app/x"),
        (link("app/x", "y"), "link to 'y', mode 0777, made by the layout"),
        (directory("app/x"), "directory, mode 0755, made by the layout"),
    ],
    ids=["bytes", "mode", "link", "directory"],
)
def test_another_content_at_one_dest(image: Image, other: object, described: str) -> None:
    image.layer(A, file("app/x"), file("app/y"))
    image.layer(B, other)  # type: ignore[arg-type]

    assert image.error() == problem(
        "  expected one content per dest, got components that put different bytes there:\n"
        "    app/x\n"
        "      @pypi//a:pkg: file of 1 bytes, sha256 aaaaaaaaaaaa, mode 0644, src/app/x\n"
        f"      @pypi//b:pkg: {described}\n"
        "    Drop one of them from the deps of //svc:svc, or take versions of them that do not "
        "ship the same file."
    )


def test_directories_with_two_modes(image: Image) -> None:
    image.layer(A, directory("app/d"))
    image.layer(B, directory("app/d", 0o700))

    assert image.error() == problem(
        "  expected one mode per directory, got layers that disagree:\n"
        "    app/d\n"
        "      @pypi//a:pkg: directory, mode 0755, made by the layout\n"
        "      @pypi//b:pkg: directory, mode 0700, made by the layout\n"
        "    Build all layers with one version of rules_py_layers."
    )


def test_a_file_above_a_file(image: Image) -> None:
    image.layer(A, file("app/x"))
    image.layer(B, file("app/x/y"))

    assert image.error() == problem(
        "  expected a directory above every entry, got a file or a link there:\n"
        "    app/x\n"
        "      @pypi//a:pkg: file of 1 bytes, sha256 aaaaaaaaaaaa, mode 0644, src/app/x\n"
        "      @pypi//b:pkg: file of 1 bytes, sha256 aaaaaaaaaaaa, mode 0644, src/app/x/y\n"
        "    Drop one of them from the deps of //svc:svc, or rename one."
    )


def test_a_link_above_a_file(image: Image) -> None:
    image.layer(A, link("app/x", "d"), file("app/d/y"))
    image.layer(B, file("app/x/y"))

    assert "expected a directory above every entry, got a file or a link there" in image.error()
