"""Names as the specifications write them."""

import pytest
from layers.errors import ImageError
from layers.references import (
    Reference,
    is_digest,
    is_ref_name,
    is_repository,
    is_tag,
    parse_reference,
)

HEX = "0123456789abcdef" * 4


@pytest.mark.parametrize("text", ["a", "team/app", "a.b/c_d/e__f/g-h/i---j", "0/1"])
def test_repositories(text: str) -> None:
    assert is_repository(text)


@pytest.mark.parametrize(
    "text", ["", "/a", "a/", "a//b", "A", "a..b", "a___b", "-a", "a-", "a b", "a\n", "a._b"]
)
def test_what_is_no_repository(text: str) -> None:
    assert not is_repository(text)


@pytest.mark.parametrize("text", ["a", "_", "1.0", "Latest", "a-b_c.d", "a" * 128])
def test_tags(text: str) -> None:
    assert is_tag(text)


@pytest.mark.parametrize("text", ["", ".a", "-a", "a:b", "a/b", "a+b", "a" * 129, "a\n", "é"])
def test_what_is_no_tag(text: str) -> None:
    assert not is_tag(text)


@pytest.mark.parametrize("text", [f"sha256:{HEX}", f"sha512:{HEX}{HEX}"])
def test_digests(text: str) -> None:
    assert is_digest(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEX,
        f"sha256:{HEX[1:]}",
        f"sha256:{HEX.upper()}",
        f"sha512:{HEX}",
        f"md5:{HEX[:32]}",
        f"sha256:{HEX}\n",
    ],
)
def test_what_is_no_digest(text: str) -> None:
    assert not is_digest(text)


@pytest.mark.parametrize("text", ["latest", "team/app:1.0", "a--b", "A@b+c", "a/b/c"])
def test_ref_names(text: str) -> None:
    assert is_ref_name(text)


@pytest.mark.parametrize("text", ["", "a---b", "a..b", "a:", ":a", "a//b", "a b", "a\n"])
def test_what_is_no_ref_name(text: str) -> None:
    assert not is_ref_name(text)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        (
            "registry.example.com/team/app:1.0",
            Reference(registry="registry.example.com", repository="team/app", tag="1.0"),
        ),
        ("localhost/app", Reference(registry="localhost", repository="app")),
        ("host:5000/app", Reference(registry="host:5000", repository="app")),
        ("[::1]:5000/app:x", Reference(registry="[::1]:5000", repository="app", tag="x")),
        (
            f"r.example/a:t@sha256:{HEX}",
            Reference(registry="r.example", repository="a", tag="t", digest=f"sha256:{HEX}"),
        ),
    ],
)
def test_references(text: str, reference: Reference) -> None:
    assert parse_reference(text) == reference
    assert str(reference) == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("team/app", "registry: expected a host with a dot or a port, got 'team'"),
        ("-r.example/app", "registry: expected a host with a dot or a port, got '-r.example'"),
        (
            "r.example/App",
            "repository: expected lower case parts like 'team/app', got 'App'",
        ),
        ("r.example/a:", "tag: expected at most 128 of A-Z a-z 0-9 . _ -, got ''"),
        ("r.example/a@sha256:1", "digest: expected sha256: and 64 hex digits, got 'sha256:1'"),
        (
            f"r.example/{'a' * 246}",
            "name: expected at most 255 characters, got 256",
        ),
    ],
)
def test_what_is_no_reference(text: str, problem: str) -> None:
    with pytest.raises(ImageError) as raised:
        parse_reference(text)

    assert str(raised.value) == (
        f"reference: expected registry/repository[:tag][@digest], got {text!r}.\n"
        f"  {problem}\n"
        "Write the reference whole, such as 'registry.example.com/team/app:1.2'."
    )


def test_every_part_is_told() -> None:
    with pytest.raises(ImageError) as raised:
        parse_reference("x/Y:@z")

    assert [line.strip().partition(":")[0] for line in str(raised.value).splitlines()[1:-1]] == [
        "registry",
        "repository",
        "tag",
        "digest",
    ]
