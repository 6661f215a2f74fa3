"""Where links lead, across layers."""

from pathlib import Path

import pytest
from check_fixtures import A, B, Image, file, link, problem
from layers.records import Runfile


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def image() -> Image:
    return Image()


@pytest.mark.parametrize(
    "target", ["f", "./f", "d/../f", "/app/f", "d/g", "up/f", "up/up/d/to_f", "d", "."]
)
def test_links_that_lead_somewhere(image: Image, target: str) -> None:
    image.layer(A, link("app/l", target), link("app/d/to_f", "../f"))
    image.layer(B, file("app/f"), file("app/d/g"), link("app/up", "../app"))

    assert image.check()["links"] == 3


def test_links_of_an_image_without_a_root() -> None:
    image = Image(root="")
    image.layer(A, link("usr/bin/x", "../lib/x"), file("usr/lib/x"))

    assert image.check()["links"] == 1


def test_links_of_a_layer_that_lands_elsewhere(image: Image) -> None:
    """The CA certificates: outside the root, among what the layer itself has there."""
    image.layer(A, file("app/f"))
    image.layer(B, link("etc/ssl/cert.pem", "certs/bundle.crt"), file("etc/ssl/certs/bundle.crt"))

    assert image.check()["links"] == 1


@pytest.mark.parametrize(
    ("target", "nearest"),
    [("no", "app"), ("d/no/deep", "app/d"), ("f/x", "app/f"), ("up/no", "app"), ("", "app")],
)
def test_a_link_that_dangles(image: Image, target: str, nearest: str) -> None:
    image.layer(A, link("app/l", target))
    image.layer(B, file("app/f"), file("app/d/g"), link("app/up", "../app"))

    assert image.error() == problem(
        "  expected links that lead to a dest in some layer, got links that dangle:\n"
        f"    app/l -> {target!r}\n"
        "      component: @pypi//a:pkg\n"
        f"      nearest existing: {nearest!r}\n"
        "    Add the target that holds the dest to the deps or data of //svc:svc, or remove the "
        "link."
    )


@pytest.mark.parametrize("target", ["/usr/bin/python3", "..", "../..", "../../etc/passwd", "/"])
def test_a_link_that_leaves_the_tree(image: Image, target: str) -> None:
    image.layer(A, link("app/l", target), file("app/f"))

    assert image.error() == problem(
        "  expected links that stay below '/app', got links that leave the tree:\n"
        f"    app/l -> {target!r}\n"
        "      component: @pypi//a:pkg\n"
        "    Make the link relative, to a file that is a runfile too."
    )


def test_links_that_lead_back(image: Image) -> None:
    image.layer(A, link("app/a", "b"))
    image.layer(B, link("app/b", "a"))

    assert image.error() == problem(
        "  expected links that end, got links that lead back to themselves:\n"
        "    app/a -> 'b'\n"
        "      component: @pypi//a:pkg\n"
        "    app/b -> 'a'\n"
        "      component: @pypi//b:pkg\n"
        "    Remove one of the links from the deps of //svc:svc.",
        2,
    )


@pytest.mark.parametrize("links", [19, 20, 21])
def test_as_many_links_on_one_way_as_a_kernel_follows(image: Image, links: int) -> None:
    """Those of the directory and those of the name in it together: 40."""
    chain = range(1, links)
    image.layer(
        A,
        *(link(f"app/runfiles/d{number}", f"d{number + 1}") for number in chain),
        *(link(f"app/runfiles/dir/n{number}", f"n{number + 1}") for number in chain),
        link(f"app/runfiles/d{links}", "dir"),
        link(f"app/runfiles/dir/n{links}", "f"),
        file("app/runfiles/dir/f", src="f"),
    )
    runfile = Runfile(path="d1/n1", src="f")

    if links * 2 <= 40:
        image.check(runfile)
    else:
        assert "got some elsewhere:\n    d1/n1\n" in image.error(runfile)
