"""What a source on disk becomes: link or content, the same in every kind of sandbox."""

from pathlib import Path
from typing import Any

import pytest
from layer_fixtures import Written, header, put, write


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _link(src: str, target: str) -> str:
    Path(src).parent.mkdir(parents=True, exist_ok=True)
    Path(src).symlink_to(target)
    return src


def _target(written: Written, dest: str) -> str | None:
    found: str | None = next(e for e in written.listing if e["dest"] == dest).get("target")
    return found


def test_a_relative_link_is_followed_in_a_source_and_kept_in_an_output() -> None:
    put("s/real", b"real")
    _link("s/link", "real")
    entries: list[dict[str, Any]] = [
        {"dest": "followed", "src": "s/link"},
        {"dest": "kept", "src": "s/link", "generated": True},
    ]
    written = write(header(), *entries)
    assert written.content("app/followed") == b"real"
    assert _target(written, "app/kept") == "real"


@pytest.mark.parametrize(
    ("text", "landed", "target"),
    [
        ("../lib/x.so", "runfiles/elsewhere/x.so", "../../elsewhere/x.so"),
        ("../lib/x.so", "runfiles/pkg/lib/x.so", "../lib/x.so"),
        ("./../lib/./x.so", "x.so", "../../../x.so"),
        ("../other/x.so", "x.so", "../other/x.so"),
    ],
)
def test_a_declared_link_leads_where_the_source_of_its_target_lands(
    text: str, landed: str, target: str
) -> None:
    put("out/lib/x.so")
    _link("out/bin/x.so", text)
    written = write(
        header(),
        {"dest": landed, "src": "out/lib/x.so"},
        {"dest": "runfiles/pkg/bin/x.so", "src": "out/bin/x.so", "generated": True},
    )
    assert _target(written, "app/runfiles/pkg/bin/x.so") == target


def test_a_declared_link_into_a_directory_leads_below_where_it_lands() -> None:
    put("out/tree/a/b")
    _link("out/link", "tree/a/b")
    written = write(
        header(),
        {"dest": "data/t", "src": "out/tree", "generated": True},
        {"dest": "l", "src": "out/link", "generated": True},
    )
    assert _target(written, "app/l") == "data/t/a/b"


def test_of_two_dests_a_declared_link_takes_the_one_its_text_leads_to_else_the_first() -> None:
    put("out/x")
    _link("out/link", "x")
    written = write(
        header(),
        {"dest": "b/x", "src": "out/x"},
        {"dest": "a/x", "src": "out/x"},
        {"dest": "b/link", "src": "out/link", "generated": True},
        {"dest": "c/link", "src": "out/link", "generated": True},
    )
    assert _target(written, "app/b/link") == "x"
    assert _target(written, "app/c/link") == "../a/x"


def test_absolute_targets_below_the_root_stay() -> None:
    assert _target(write(header(), {"dest": "l", "link": "/app/x"}), "app/l") == "/app/x"


def _execroot(directory: Path) -> None:
    put(str(directory / "s/a.py"), b"a")
    put(str(directory / "out/tree/f"), b"f")
    put(str(directory / "out/gen"), b"gen")
    _link(str(directory / "out/declared"), "gen")
    _link(str(directory / "out/symlink"), str(directory / "out/gen"))
    _link(str(directory / "s/source_link"), "a.py")


_ENTRIES: list[dict[str, Any]] = [
    {"dest": "a.py", "src": "s/a.py"},
    {"dest": "source_link", "src": "s/source_link"},
    {"dest": "tree", "src": "out/tree", "generated": True},
    {"dest": "gen", "src": "out/gen", "generated": True},
    {"dest": "declared", "src": "out/declared", "generated": True},
    {"dest": "symlink", "src": "out/symlink", "generated": True},
]


@pytest.mark.parametrize("declared_as_link", [True, False])
def test_a_sandbox_of_absolute_links_gives_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch, *, declared_as_link: bool
) -> None:
    direct, sandbox = Path("direct").resolve(), Path("sandbox").resolve()
    _execroot(direct)
    for src in ("s/a.py", "s/source_link", "out/gen", "out/symlink", "out/tree/f"):
        _link(str(sandbox / src), str(direct / src))
    _link(str(sandbox / "out/declared"), "gen" if declared_as_link else f"{direct}/out/declared")
    files = []
    for directory in (direct, sandbox):
        monkeypatch.chdir(directory)
        written = write(header(), *_ENTRIES)
        files.append((written.file, written.descriptor, written.listing))
    assert files[0] == files[1]
    assert {e["dest"]: e["type"] for e in files[0][2]} == {
        "app": "directory",
        "app/a.py": "file",
        "app/declared": "link",
        "app/gen": "file",
        "app/source_link": "file",
        "app/symlink": "file",
        "app/tree": "directory",
        "app/tree/f": "file",
    }


def test_a_tree_that_is_itself_an_absolute_link_is_followed() -> None:
    put("real/out/tree/f", b"f")
    _link("out/tree", str(Path("real/out/tree").resolve()))
    written = write(header(), {"dest": "t", "src": "out/tree", "generated": True})
    assert written.content("app/t/f") == b"f"
