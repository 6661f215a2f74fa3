"""Placeholders: what a stamped build fills, what any other leaves out."""

from pathlib import Path
from typing import Any

import pytest
from image_fixtures import REQUEST, config_of, manifest_of, write_image, write_layer
from layers.__main__ import main
from layers.errors import ImageError
from layers.records import TagsRequest, encode

_REQUEST = REQUEST.replace(
    annotations={
        "created": "{CREATED}",
        "kept": "{} {x} {lower_case}",
        "revision": "{STABLE_GIT_COMMIT}",
        "version": "v{STABLE_VERSION?}",
    },
    labels={"build": "{BUILD_HOST}-{STABLE_GIT_COMMIT}"},
)


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _status(*stable: str) -> list[str]:
    Path("stable.txt").write_text("".join(f"{line}\n" for line in stable))
    Path("volatile.txt").write_text("BUILD_HOST here\nBUILD_TIMESTAMP 1700000000\n")
    return ["--stable-status=stable.txt", "--volatile-status=volatile.txt"]


def test_a_build_that_does_not_stamp_leaves_out_what_it_does_not_know() -> None:
    out = write_image(write_layer("a"), request=_REQUEST)
    assert manifest_of(out)["annotations"] == {
        "created": "1970-01-01T00:00:00Z",
        "kept": "{} {x} {lower_case}",
    }
    config = config_of(out)
    assert "Labels" not in config["config"]
    assert config["created"] == "1970-01-01T00:00:00Z"


def test_a_stamped_build_fills_placeholders() -> None:
    options = _status("STABLE_GIT_COMMIT 1234abc", "STABLE_VERSION 1.2 beta")
    out = write_image(write_layer("a"), request=_REQUEST, options=options)
    assert manifest_of(out)["annotations"] == {
        "created": "2023-11-14T22:13:20Z",
        "kept": "{} {x} {lower_case}",
        "revision": "1234abc",
        "version": "v1.2 beta",
    }
    config = config_of(out)
    assert config["config"]["Labels"] == {"build": "here-1234abc"}
    assert config["created"] == "2023-11-14T22:13:20Z"
    assert {entry["created"] for entry in config["history"]} == {"1970-01-01T00:00:00Z"}


def test_a_key_that_need_not_be_there() -> None:
    options = _status("STABLE_GIT_COMMIT 1234abc")
    out = write_image(write_layer("a"), request=_REQUEST, options=options)
    assert "version" not in manifest_of(out)["annotations"]


def test_keys_that_the_status_lacks_are_told_at_once() -> None:
    with pytest.raises(ImageError) as raised:
        write_image(write_layer("a"), request=_REQUEST, options=_status("STABLE_OTHER x"))
    assert str(raised.value) == "\n".join(
        f"image //svc:image: {where}: expected keys of the workspace status, "
        "got '{STABLE_GIT_COMMIT}'.\n"
        "  the status has BUILD_HOST, BUILD_TIMESTAMP, STABLE_OTHER\n"
        "Print a line `STABLE_GIT_COMMIT VALUE` in --workspace_status_command, or write "
        "{STABLE_GIT_COMMIT?} to leave the text out where there is none."
        for where in ("annotations['revision']", "labels['build']")
    )


def _tags(*options: str, **fields: Any) -> int:
    request = TagsRequest(schema_version=1, label="//svc:tags", **fields)
    Path("request.json").write_text(encode(request))
    return main(["tags", "--request=request.json", "--out=tags.txt", *options])


def test_tags_are_filled_and_each_there_once() -> None:
    Path("more.txt").write_text("latest\n\nnightly\n")
    options = _status("STABLE_GIT_COMMIT 1234abc")
    tags = ("latest", "sha-{STABLE_GIT_COMMIT}", "{STABLE_VERSION?}")
    assert _tags(*options, tags=tags, src="more.txt") == 0
    assert Path("tags.txt").read_text() == "latest\nsha-1234abc\nnightly\n"


def test_a_build_that_does_not_stamp_has_the_other_tags() -> None:
    assert _tags(tags=("latest", "sha-{STABLE_GIT_COMMIT}")) == 0
    assert Path("tags.txt").read_text() == "latest\n"


def test_no_tag_is_an_empty_file() -> None:
    assert _tags(tags=("sha-{STABLE_GIT_COMMIT}",)) == 0
    assert Path("tags.txt").read_text() == ""


def test_what_is_no_tag(capsys: pytest.CaptureFixture[str]) -> None:
    Path("more.txt").write_text(f"fine\n{'a' * 129}\n")
    options = _status("STABLE_VERSION 1.2 beta")
    tags = (".hidden", "team/app:1", "v{STABLE_VERSION}", "a" * 128)
    assert _tags(*options, tags=tags, src="more.txt") == 2
    assert not Path("tags.txt").exists()
    assert capsys.readouterr().err == (
        "layers: error: tags //svc:tags: expected up to 128 letters, digits and `_` `.` `-`, "
        "the first no `.` or `-`, got 4 that are no tags.\n"
        "  '.hidden': '.hidden'\n"
        "  'team/app:1': 'team/app:1'\n"
        "  'v{STABLE_VERSION}': 'v1.2 beta'\n"
        f"  more.txt:2: '{'a' * 129}'\n"
        "Change the `remote_tags` of //svc:tags: a registry and a repository do not belong to a "
        "tag.\n"
    )


def test_a_tag_that_the_status_lacks_a_key_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert _tags(*_status("STABLE_OTHER x"), tags=("{STABLE_VERSION}",)) == 2
    assert capsys.readouterr().err.startswith(
        "layers: error: tags //svc:tags: expected keys of the workspace status, "
        "got '{STABLE_VERSION}'.\n"
    )
