"""What all layers must hold together, and every way they do not."""

from pathlib import Path

import pytest
from check_fixtures import APP, A, B, Image, directory, file, link, problem

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
        "layers": 3,
        "files": 4,
        "links": 1,
        "runfiles": 4,
        "replaced": 1,
        "duplicates": [],
        "foreign": [],
    }


# One dest, one owner.


def test_same_bytes_in_shared_layers(image: Image) -> None:
    python = Component(origin="interpreter", name="python", label="@python//:python")
    image.layer(python, file("app/x"), file("app/y"))
    image.layer(A, file("app/x", src="elsewhere"))

    assert image.check()["duplicates"] == [
        {"dest": "app/x", "layers": ["@python//:python", "@pypi//a:pkg"]}
    ]


def test_same_bytes_in_one_bucket(image: Image) -> None:
    bucket = Component(origin="pypi", name="bucket 1")
    image.layer(bucket, file("app/x"), file("app/x", component=1), components=(A, B))

    assert image.check()["duplicates"] == [
        {"dest": "app/x", "layers": ["@pypi//a:pkg", "@pypi//b:pkg"]}
    ]


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


# Links.


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


# Runfiles.


def test_runfiles_that_no_layer_holds(image: Image) -> None:
    image.layer(A, file("app/x"), file("app/runfiles/_main/full.py"))

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
    image.layer(A, file("app/x", src="x"), file("app/x2", src="x"))
    image.layer(APP, file("app/y", src="x"))

    assert image.error(Runfile(path="_main/x", src="x")) == problem(
        "  expected one layer for every runfile, got runfiles that several layers hold:\n"
        "    x\n"
        "      @pypi//a:pkg: app/x\n"
        "      //svc:svc: app/y\n"
        "    Let one target own the file, and the others of //svc:svc depend on it."
    )


def test_two_runfiles_with_one_src_may_be_in_two_layers(image: Image) -> None:
    image.layer(A, file("app/x", src="x"))
    image.layer(APP, file("app/y", src="x"))

    image.check(Runfile(path="_main/x", src="x"), Runfile(path="y", src="x"))


# Machines.


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
