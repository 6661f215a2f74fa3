"""What a push is asked for: settings of the target, and arguments over them."""

import json
from pathlib import Path

import pytest
from push.errors import OrderError
from push.order import read_order
from registry.errors import GrammarError

_SETTINGS = {
    "registry": "ghcr.io",
    "repository": "team/service",
    "mount_from": ["team/base"],
}


@pytest.fixture(autouse=True)
def _with_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("push.json").write_text(json.dumps(_SETTINGS))
    Path("empty.json").write_text("{}")
    Path("tags").write_text("v1\nlatest\n")


def test_the_settings_of_the_target() -> None:
    order = read_order(["--image=layout", "--settings=push.json", "--tags-file=tags"])

    assert order.image == Path("layout")
    assert (order.host, order.repository) == ("ghcr.io", "team/service")
    assert order.tags == ("v1", "latest")
    assert order.mount_from == ("team/base",)
    assert (order.dry_run, order.json, order.options.insecure) == (False, False, False)
    assert (order.options.jobs, order.options.retries.attempts, order.piece_bytes) == (5, 5, 0)


def test_arguments_over_the_settings() -> None:
    order = read_order(
        [
            "--image=layout",
            "--settings=push.json",
            "--tags-file=tags",
            "--registry=127.0.0.1:5000",
            "--repository=other",
            "--tag=v2",
            "--tag=v1",
            "--mount-from=more",
            "--insecure",
            "--dry-run",
            "--json",
            "--jobs=1",
            "--retries=0",
            "--chunk-mib=2",
        ]
    )

    assert (order.host, order.repository) == ("127.0.0.1:5000", "other")
    assert order.tags == ("v1", "latest", "v2")
    assert order.mount_from == ("team/base", "more")
    assert (order.dry_run, order.json, order.options.insecure) == (True, True, True)
    assert (order.options.jobs, order.options.retries.attempts) == (1, 1)
    assert order.piece_bytes == 2 << 20


def test_tags_of_a_file() -> None:
    Path("tags").write_text("1.2.3\n\n  stamped \r\n")

    order = read_order(["--image=layout", "--settings=push.json", "--tags-file=tags"])

    assert order.tags == ("1.2.3", "stamped")


def test_a_file_that_is_missing() -> None:
    with pytest.raises(OrderError) as raised:
        read_order(["--image=layout", "--settings=push.json", "--tags-file=none"])

    assert str(raised.value) == (
        "none: expected a file, got 'No such file or directory'.\n"
        "Start the push with `bazel run`, which makes it."
    )


@pytest.mark.parametrize(
    ("given", "what", "example"),
    [
        ("--repository=a", "registry", "ghcr.io"),
        ("--registry=a.io", "repository", "team/service"),
    ],
)
def test_nowhere_to_push(given: str, what: str, example: str) -> None:
    with pytest.raises(OrderError) as raised:
        read_order(["--image=layout", "--settings=empty.json", given])

    assert str(raised.value) == (
        f"push: expected a {what}, got none.\n"
        f'Set `{what} = "{example}"` in the BUILD file, or add --{what} {example}.'
    )


@pytest.mark.parametrize(
    ("argument", "problem"),
    [
        ("--tag=a/b", "tag 'a/b': "),
        ("--registry=https://a.io", "registry 'https://a.io': "),
        ("--repository=A", "repository 'A': "),
        ("--mount-from=ghcr.io/A", "repository 'ghcr.io/A': "),
    ],
)
def test_names_are_checked(argument: str, problem: str) -> None:
    with pytest.raises(GrammarError) as raised:
        read_order(["--image=layout", "--settings=push.json", argument])

    assert str(raised.value).startswith(problem)


@pytest.mark.parametrize("argument", ["--jobs=0", "--retries=-1", "--chunk-mib=0", "--jobs=x"])
def test_numbers_are_checked(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_order(["--image=layout", "--settings=push.json", argument])

    name, _, value = argument.partition("=")
    least = 0 if name == "--retries" else 1
    expected = f"argument {name}: expected a whole number from {least}, got {value!r}\n"
    assert capsys.readouterr().err.endswith(expected)
