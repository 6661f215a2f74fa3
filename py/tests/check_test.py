"""What all layers must hold together: runfiles, machines, and how problems are told."""

from pathlib import Path

import pytest
from check_fixtures import APP, LINKS, A, B, Image, directory, file, link, problem
from layers.errors import CheckError, SchemaError
from layers.records import Component, Runfile


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
    image.layer(B, directory("app"), file("app/venv/b.so", machine="X86_64"), link("app/l", "venv"))
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


# Machines.


def test_first_party_files_for_another_machine_are_data(image: Image) -> None:
    image.layer(APP, file("app/firmware.elf", machine="ARM"))

    image.check()


def test_native_code_for_another_machine(image: Image) -> None:
    image.layer(A, file("app/a.so", machine="AARCH64"), file("app/a.py"))
    image.layer(B, file("app/b.so", machine="X86_64"))

    assert image.error() == problem(
        "  expected native code for linux/amd64, ELF machine X86_64, got components without any:\n"
        "    @pypi//a:pkg: app/a.so\n"
        "      ELF machine AARCH64, arm64\n"
        "    Take the wheels for linux/amd64: `target_platforms` of the pip hub, or a second hub "
        "with `download_only` and that platform."
    )
    with pytest.raises(CheckError, match=r"@pypi//b:pkg: app/b\.so"):
        image.check(architecture="arm64")


def test_native_code_for_several_machines(image: Image) -> None:
    bucket = Component(origin="pypi", name="bucket 1")
    image.layer(
        bucket,
        file("app/attach_386.so", machine="386"),
        file("app/attach_amd64.so", machine="X86_64"),
        file("app/kernel.o", machine="BPF", component=1),
        components=(A, B),
    )

    assert image.check()["foreign"] == [
        {"component": "@pypi//a:pkg", "dest": "app/attach_386.so", "machine": "386"},
        {"component": "@pypi//b:pkg", "dest": "app/kernel.o", "machine": "BPF"},
    ]


@pytest.mark.parametrize(
    ("architecture", "machine"),
    [
        ("386", "386"),
        ("amd64", "X86_64"),
        ("arm", "ARM"),
        ("arm64", "AARCH64"),
        ("loong64", "LOONGARCH"),
        ("ppc64le", "PPC64"),
        ("riscv64", "RISCV"),
        ("s390x", "S390"),
    ],
)
def test_machines(image: Image, architecture: str, machine: str) -> None:
    image.layer(A, file("app/a.so", machine=machine))

    assert image.check(architecture=architecture)["foreign"] == []


def test_an_architecture_without_a_machine(image: Image) -> None:
    assert image.error(architecture="wasm") == (
        "check: expected an architecture with a known ELF machine, got 'wasm'.\n"
        "  386, amd64, arm, arm64, loong64, ppc64le, riscv64, s390x\n"
        "Set `architecture` of the image to one of these."
    )


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
