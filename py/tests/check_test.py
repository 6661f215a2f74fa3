"""What all layers must hold together: runfiles, budget, parts, and how problems are told."""

from pathlib import Path

import pytest
from check_fixtures import APP, LINKS, A, B, Image, directory, file, link, native, problem
from layers.errors import SchemaError
from layers.records import Runfile


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def image() -> Image:
    return Image()


def test_layers_that_are_whole(image: Image) -> None:
    image.layer(A, directory("app"), file("app/t/a.py"), file("app/t/n.py"))
    image.layer(
        LINKS,
        link("app/runfiles/_main/a.py", "../../t/a.py"),
        link("app/runfiles/_main/tree", "../../t"),
    )
    image.layer(
        B, directory("app"), native("app/venv/b.so", "ELF64LE", "X86_64"), link("app/l", "venv")
    )
    image.layer(APP, file("app/runfiles/_main/__init__.py", size=0, src=""))

    assert image.check(
        Runfile(path="_main/a.py", src="src/app/t/a.py"),
        Runfile(path="_main/tree", src="src/app/t"),
        Runfile(path="_main/__init__.py"),
        Runfile(path="_main/svc", src="launcher", replaced="the layout starts it"),
    ) == {
        "schema_version": 1,
        "label": "//svc:layers",
        "layers": 4,
        "files": 4,
        "links": 3,
        "runfiles": 4,
        "replaced": 1,
        "duplicates": [],
        "foreign": [],
    }


# Runfiles.


def test_runfiles_that_no_layer_holds(image: Image) -> None:
    image.layer(
        A, file("app/runfiles/_main/x", src="src/app/x"), file("app/runfiles/_main/full.py")
    )

    assert image.error(
        Runfile(path="_main/x", src="src/app/x"),
        Runfile(path="_main/y", src="src/app/y"),
        Runfile(path="_main/part", src="src/ap"),
        Runfile(path="_main/__init__.py"),
        Runfile(path="_main/full.py"),
    ) == problem(
        "  expected a layer for every runfile, got runfiles that no layer holds:\n"
        "    _main/y\n"
        "      src: src/app/y\n"
        "    _main/part\n"
        "      src: src/ap\n"
        "    _main/__init__.py\n"
        "      src: none, an empty file\n"
        "    _main/full.py\n"
        "      src: none, an empty file; there is @pypi//a:pkg: file of 1 bytes, "
        "sha256 aaaaaaaaaaaa, mode 0644, src/app/runfiles/_main/full.py\n"
        "    Put the targets that own them into the deps or data of //svc:svc, or of what it "
        "depends on, so that the aspect reaches them.",
        4,
    )


def test_an_empty_runfile_behind_a_link(image: Image) -> None:
    image.layer(A, file("app/venv/n/__init__.py", size=0))
    image.layer(B, link("app/runfiles/n", "../venv/n"))

    assert image.check(Runfile(path="n/__init__.py"))["runfiles"] == 1


def test_a_runfile_in_two_layers(image: Image) -> None:
    image.layer(A, file("app/runfiles/_main/x", src="x"), file("app/x2", src="x"))
    image.layer(APP, file("app/y", src="x"))

    assert image.error(Runfile(path="_main/x", src="x")) == problem(
        "  expected one layer for every runfile, got runfiles that several layers hold:\n"
        "    x\n"
        "      @pypi//a:pkg: app/runfiles/_main/x\n"
        "      //svc:svc: app/y\n"
        "    Let one target own the file, and the others of //svc:svc depend on it."
    )


def test_two_runfiles_with_one_src_may_be_in_two_layers(image: Image) -> None:
    image.layer(A, file("app/runfiles/_main/x", src="x"))
    image.layer(APP, file("app/runfiles/y", src="x"))

    image.check(Runfile(path="_main/x", src="x"), Runfile(path="y", src="x"))


def test_a_runfile_where_the_program_does_not_look(image: Image) -> None:
    image.layer(A, file("app/venv/x.py", src="x"), link("app/runfiles/a", "../venv"))

    assert image.error(Runfile(path="b/x.py", src="x")) == problem(
        "  expected every runfile at its path below the runfiles directory, got some elsewhere:\n"
        "    b/x.py\n"
        "      src: x\n"
        "    Let the targets that own them keep one import root, or take them out of //svc:svc."
    )
    image.check(Runfile(path="a/x.py", src="x"))


# Budget.


def test_more_layers_than_the_budget() -> None:
    image = Image(budget=2)
    for component in (A, B, APP):
        image.layer(component)

    assert image.error() == problem(
        "  expected at most 2 layers, the budget, got 3:\n"
        "    3 layers\n"
        "      pypi: 2, app: 1\n"
        "    Raise `budget` of //svc:layers, or let more packages share a layer: `groups` of the "
        "repository's `layer_plan`."
    )


@pytest.mark.parametrize("budget", [0, 3, 4])
def test_no_more_layers_than_the_budget(budget: int) -> None:
    image = Image(budget=budget)
    for component in (A, B, APP):
        image.layer(component)

    assert image.check()["layers"] == 3


# Parts of a package.


def _parts(image: Image, *parts: int) -> None:
    for part in parts:
        image.layer(A.replace(part=part), directory("app/d"), file(f"app/d/{part}"))


def test_a_package_in_parts(image: Image) -> None:
    _parts(image, 4, 1, 3)
    image.layer(B, directory("app/d"), file("app/d/b"))

    assert image.check()["files"] == 4


def test_a_package_that_is_whole_and_in_parts(image: Image) -> None:
    _parts(image, 2, 0)

    assert image.error() == problem(
        "  expected packages that are whole or in parts, got both:\n"
        "    @pypi//a:pkg\n"
        "      parts: 0, 2\n"
        "    Build all layers with one version of rules_py_layers, and with one `layer_plan`."
    )


def test_one_file_in_two_parts(image: Image) -> None:
    for part in (1, 2):
        image.layer(A.replace(part=part), file("app/x"))

    assert image.error() == problem(
        "  expected every dest in one part of its package, got some in several parts:\n"
        "    app/x\n"
        "      @pypi//a:pkg: file of 1 bytes, sha256 aaaaaaaaaaaa, mode 0644, src/app/x\n"
        "      @pypi//a:pkg: file of 1 bytes, sha256 aaaaaaaaaaaa, mode 0644, src/app/x\n"
        "    Build all layers with one version of rules_py_layers, and with one `layer_plan`."
    )


def test_parts_of_two_packages_may_have_the_same_bytes(image: Image) -> None:
    for component in (A, B):
        image.layer(component.replace(part=1), file("app/x"))

    assert image.check()["duplicates"] == [
        {"dest": "app/x", "layers": ["@pypi//a:pkg", "@pypi//b:pkg"]}
    ]


# All together.


def test_all_kinds_are_told_at_once_and_of_each_the_first_twenty(image: Image) -> None:
    image.layer(A, file("app/x"), *(link(f"app/l{i:02}", "no") for i in range(23)))
    image.layer(B, file("app/x", "b"))

    lines = image.error(Runfile(path="_main/y", src="y")).splitlines()

    assert lines[0] == (
        "check //svc:layers: expected layers that are complete, disjoint and run on the "
        "platform, got 25 problems."
    )
    assert [line for line in lines if line.startswith("  expected")] == [
        "  expected one content per dest, got components that put different bytes there:",
        "  expected links that lead to a dest in some layer, got links that dangle:",
        "  expected a layer for every runfile, got runfiles that no layer holds:",
    ]
    shown = [line for line in lines if line.startswith("    app/l")]
    assert shown[0] == "    app/l00 -> 'no'"
    assert shown[-1] == "    app/l19 -> 'no'"
    assert lines[lines.index("    app/l19 -> 'no'") + 3] == "    and 3 more"


def test_a_listing_that_names_no_component(image: Image) -> None:
    image.layer(A, file("app/x", component=1))

    with pytest.raises(SchemaError) as raised:
        image.check()

    assert str(raised.value) == (
        "0.listing.jsonl:2: expected a component below 1, got 1.\n"
        "The file is not whole: build it again."
    )


def test_a_listing_that_is_empty(image: Image) -> None:
    image.layer(A)
    Path("0.listing.jsonl").write_text("")

    with pytest.raises(SchemaError, match=r"0\.listing\.jsonl:1: expected one JSON object, got ''"):
        image.check()
