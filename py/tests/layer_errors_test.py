"""What the writer refuses, and what it says: every text in full."""

import json
from pathlib import Path
from typing import Any

import pytest
from layer_fixtures import APP, WHEEL, Written, arguments, error_of, header, put, write_manifest
from layers.__main__ import main

Capsys = pytest.CaptureFixture[str]

RENAME = "Rename the file: a dest is relative UTF-8 without empty, `.` and `..` segments.\n"
CUT_OFF = "The file is cut off or not written by rules_py_layers: build it again.\n"
ONE_VERSION = "Build the file and this tool from one version of rules_py_layers.\n"
CHOOSE = "Drop one of the two targets from the deps, or rename one of the two files.\n"
IN_TREE = "Link to a file of the same binary, or drop the link from the target's data.\n"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _error_of_text(capsys: Capsys, text: str | bytes) -> str:
    Path("m.jsonl").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(arguments("m.jsonl")) == 2
    return capsys.readouterr().err.removeprefix("layers: error: ")


@pytest.mark.parametrize(
    "dest", ["", "/a", "a/", "a//b", ".", "..", "./a", "a/../b", "a/.", "a/..", "a\0b", "a\ud800"]
)
def test_a_dest_that_is_not_one(dest: str, capsys: Capsys) -> None:
    Path("m.jsonl").write_text(f"{json.dumps(header())}\n{json.dumps({'dest': dest})}\n")
    assert main(arguments("m.jsonl")) == 2
    assert capsys.readouterr().err == (
        f"layers: error: m.jsonl:2: expected a dest below the root, got {dest!r}.\n"
        f"  src ''\n{RENAME}"
    )


def test_problems_of_one_manifest_are_told_at_once(capsys: Capsys) -> None:
    entries: list[dict[str, Any]] = [{"dest": "/a"}, {"dest": "ok"}, {"dest": "b/"}]
    assert error_of(capsys, header(), *entries) == (
        f"m.jsonl:2: expected a dest below the root, got '/a'.\n  src ''\n{RENAME}"
        f"m.jsonl:4: expected a dest below the root, got 'b/'.\n  src ''\n{RENAME}"
    )


def test_of_many_problems_twenty_are_shown(capsys: Capsys) -> None:
    text = error_of(capsys, header(), *({"dest": "/"} for _ in range(23)))
    assert text.count("expected a dest") == 20
    assert text.endswith("And 3 more of 23 problems.\n")


def test_more_than_one_of_src_link_and_content(capsys: Capsys) -> None:
    entry = {"dest": "a", "src": "x", "link": "y", "content": "z"}
    assert error_of(capsys, header(), entry) == (
        "m.jsonl:2: expected one of src, link and content for 'a', got src and link and content.\n"
    )


def test_a_component_that_is_not_there(capsys: Capsys) -> None:
    entries: list[dict[str, Any]] = [
        {"dest": "a", "component": 1},
        {"dest": "b", "component": 2},
    ]
    assert error_of(capsys, header(components=[APP, WHEEL]), *entries) == (
        "m.jsonl:3: expected a component below 2 for 'b', got 2.\n"
    )
    assert error_of(capsys, header(), entries[0]) == (
        "m.jsonl:2: expected a component below 1 for 'a', got 1.\n"
    )


@pytest.mark.parametrize("root", ["", "/app", "a/../b"])
def test_a_root_that_is_no_dest(root: str, capsys: Capsys) -> None:
    assert error_of(capsys, header(root=root)) == (
        f"m.jsonl:1: expected a root that is a dest, such as 'app', got {root!r}.\n"
        "Set the root to a relative path without empty, `.` and `..` segments.\n"
    )


@pytest.mark.parametrize("root", ["a b", "x" * 110])
def test_a_root_that_a_script_cannot_name(root: str, capsys: Capsys) -> None:
    assert error_of(capsys, header(root=root)) == (
        f"m.jsonl:1: expected a root that can stand in a #! line of 127 bytes, got {root!r}.\n"
        "Set the root to a short path without spaces, such as 'app'.\n"
    )


def test_an_owner_that_is_no_32_bit_number(capsys: Capsys) -> None:
    assert error_of(capsys, header(uid=2**32)) == (
        "m.jsonl:1: expected a uid up to 4294967295, got 4294967296.\n"
    )


def test_a_component_without_origin(capsys: Capsys) -> None:
    assert error_of(capsys, header({"name": "x", "label": "//x"})) == (
        "m.jsonl:1: expected an origin for every component, got none.\n  name 'x', label '//x'\n"
    )


@pytest.mark.parametrize("name", ["src", "link"])
def test_a_path_that_no_system_has(name: str, capsys: Capsys) -> None:
    assert error_of(capsys, header(), {"dest": "a", name: "x\0y"}) == (
        f"m.jsonl:2: expected a {name} of UTF-8 characters for 'a', got 'x\\x00y'.\n"
    )


@pytest.mark.parametrize(
    ("dest", "link"),
    [("l", "../x"), ("a/l", "../../x"), ("l", "/etc/passwd"), ("l", "/app2"), ("l", "//app/../x")],
)
def test_a_link_that_leaves_the_tree(dest: str, link: str, capsys: Capsys) -> None:
    assert error_of(capsys, header(), {"dest": dest, "link": link}) == (
        f"{dest}: a link that leaves the tree: expected a target below '/app', got {link!r}.\n"
        f"  //app:app: (made by the layout)\n{IN_TREE}"
    )


def test_a_declared_link_that_leaves_the_tree(capsys: Capsys) -> None:
    Path("l").symlink_to("../../out/of/it")
    assert error_of(capsys, header(), {"dest": "a/l", "src": "l", "generated": True}) == (
        "a/l: a link that leaves the tree: expected a target below '/app', "
        f"got '../../out/of/it'.\n  //app:app: l\n{IN_TREE}"
    )


def test_two_that_differ_at_one_dest(capsys: Capsys) -> None:
    entries: list[dict[str, Any]] = [
        {"dest": "a/x", "src": put("s/1", b"1")},
        {"dest": "a/x", "src": put("s/2", b"2"), "component": 1},
    ]
    assert error_of(capsys, header(components=[APP, WHEEL]), *entries) == (
        "a/x: expected one file or link, got two that differ.\n"
        f"  //app:app: s/1 -> a/x\n  @pypi//demo:pkg: s/2 -> a/x\n{CHOOSE}"
    )


@pytest.mark.parametrize("other", [{"link": "s"}, {"content": "2"}, {"executable": True}, {}])
def test_a_file_and_something_else_at_one_dest(other: dict[str, Any], capsys: Capsys) -> None:
    entry: dict[str, Any] = {"dest": "x", "src": put("s/1", b"1")}
    assert "x: expected one file or link, got two that differ." in error_of(
        capsys, header(), entry, {"dest": "x"} | other
    )


def test_two_links_that_differ(capsys: Capsys) -> None:
    entries: list[dict[str, Any]] = [{"dest": "x", "link": "a"}, {"dest": "x", "link": "b"}]
    assert "got two that differ" in error_of(capsys, header(), *entries)


@pytest.mark.parametrize("parent", [{"src": "s/1"}, {"link": "s"}])
def test_a_file_that_is_a_directory_of_another(parent: dict[str, Any], capsys: Capsys) -> None:
    put("s/1")
    entries: list[dict[str, Any]] = [{"dest": "a"} | parent, {"dest": "a/b/c", "src": "s/1"}]
    text = error_of(capsys, header(), *entries)
    assert text == (
        "a: expected a file or a directory, got both.\n"
        f"  //app:app: {parent.get('src', '(made by the layout)')} -> a\n"
        f"  //app:app: s/1 -> a/b/c\n{CHOOSE}"
    )


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", f"m.jsonl:1: expected a ManifestHeader, got an empty file.\n{CUT_OFF}"),
        (
            '{"dest":"a"}\n',
            "m.jsonl:1: ManifestHeader has no field 'dest'.\n"
            "  fields: schema_version, layer, root, uid, gid, components, bytecode\n"
            f"{ONE_VERSION}",
        ),
        (
            '{"root":"app"}\n',
            f"m.jsonl:1: expected schema_version 1, got 0.\n{ONE_VERSION}",
        ),
        (
            '{"schema_version":2}\n',
            f"m.jsonl:1: expected schema_version 1, got 2.\n{ONE_VERSION}",
        ),
        (
            '{"schema_version":1,"layer":{"origin":"app"},"root":"app"}\n{"dest":"a","sr',
            'm.jsonl:2: expected a line that ends with \'\\n\', got \'{"dest":"a","sr\'.\n'
            f"{CUT_OFF}",
        ),
        (
            '{"schema_version":1,"layer":{"origin":"app"},"root":"app"}\n{"dest":"a","sr\n',
            'm.jsonl:2: expected one JSON object, got \'{"dest":"a","sr\\n\'.\n'
            "  Invalid control character at: line 1 column 16 (char 15)\n"
            f"{CUT_OFF}",
        ),
        (
            '{"schema_version":1,"layer":{"origin":"app"},"root":"app"}\n{"dest":"a","mode":1}\n',
            "m.jsonl:2: ManifestEntry has no field 'mode'.\n"
            "  fields: dest, src, generated, link, content, executable, component\n"
            f"{ONE_VERSION}",
        ),
        (
            '{"schema_version":1,"layer":{"origin":"app"},"root":"app"}\n["a"]\n',
            "m.jsonl:2: expected ManifestEntry, an object, got ['a'].\n",
        ),
        (
            '{"schema_version":1,"layer":{"origin":"wheel"},"root":"app"}\n',
            "m.jsonl:1.layer.origin: expected one of interpreter, pypi, links, external, "
            "internal, app, got 'wheel'.\n",
        ),
        (
            '{"schema_version":1,"layer":{"origin":"app"},"root":"app","uid":-1}\n',
            "m.jsonl:1.uid: expected a whole number from 0, got -1.\n",
        ),
        (
            '{"schema_version":1,"layer":{"origin":"app"},"root":"app","components":{}}\n',
            "m.jsonl:1.components: expected a list, got {}.\n",
        ),
        (
            '{"schema_version":1,"layer":{"origin":"app"},"root":1}\n',
            "m.jsonl:1.root: expected a string, got 1.\n",
        ),
        (
            '{"schema_version":1,"layer":{"origin":"app"},"root":"app"}\n{"generated":1}\n',
            "m.jsonl:2.generated: expected true or false, got 1.\n",
        ),
        (
            b"\xff\n",
            "m.jsonl: expected UTF-8, got 'utf-8' codec can't decode byte 0xff in position 0: "
            f"invalid start byte.\n{CUT_OFF}",
        ),
    ],
)
def test_a_manifest_that_is_not_of_the_schema(
    text: str | bytes, error: str, capsys: Capsys
) -> None:
    assert _error_of_text(capsys, text) == error


def test_a_manifest_that_is_not_there(capsys: Capsys) -> None:
    assert main(arguments("none.jsonl")) == 2
    assert capsys.readouterr().err == (
        "layers: error: none.jsonl: expected a manifest, got 'No such file or directory'.\n"
    )


def test_64_bit_numbers_may_be_text() -> None:
    assert main(arguments(write_manifest(header(uid="7"), {"dest": "x"}))) == 0
    assert Written().members["app/x"].uid == 7


def test_text_that_only_looks_like_a_number(capsys: Capsys) -> None:
    assert error_of(capsys, header(uid="²")) == (
        "m.jsonl:1.uid: expected a whole number from 0, got '²'.\n"
    )
