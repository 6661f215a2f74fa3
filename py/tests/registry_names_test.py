"""The grammar of registries, repositories, tags and references."""

import pytest
from registry.errors import GrammarError
from registry.names import (
    Reference,
    api_host,
    checked_repository,
    checked_tag,
    is_loopback,
    parse_reference,
)

_DIGEST = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    "host", ["ghcr.io", "127.0.0.1:5000", "localhost", "[::1]:5000", "A-b.c:1"]
)
@pytest.mark.parametrize("name", ["a", "team/service", "a-b--c/d_e/f__g/h.i", "0"])
def test_names_that_are_allowed(host: str, name: str) -> None:
    assert checked_repository(host, name) == (host, name)


@pytest.mark.parametrize(
    "host", ["", "https://ghcr.io", "ghcr.io/team", "-a.io", "a..b", "a:port", "a b", "a:123456"]
)
def test_hosts_that_are_not_allowed(host: str) -> None:
    with pytest.raises(GrammarError) as raised:
        checked_repository(host, "team/service")

    assert str(raised.value) == (
        f"registry {host!r}: expected a host name with or without a port, got {host!r}.\n"
        "Write the host alone, such as ghcr.io or 127.0.0.1:5000: "
        "no scheme, and the path goes into the repository."
    )


@pytest.mark.parametrize(
    "name", ["", "Team/service", "a//b", "/a", "a/", "a___b", "a..b", "-a", "a_", "a:b", "a" * 250]
)
def test_repositories_that_are_not_allowed(name: str) -> None:
    with pytest.raises(GrammarError) as raised:
        checked_repository("ghcr.io", name)

    assert str(raised.value) == (
        f"repository {name!r}: expected parts of lower-case letters and digits, "
        "separated by `.`, `_`, `__` or dashes, with `/` between parts and at most "
        f"255 characters with the host, got {name!r}.\n"
        "Rename it: this is the grammar of the OCI distribution specification."
    )


@pytest.mark.parametrize("tag", ["latest", "_", "1.0-rc.1", "V1", "a" * 128])
def test_tags_that_are_allowed(tag: str) -> None:
    assert checked_tag(tag) == tag


@pytest.mark.parametrize("tag", ["", ".a", "-a", "a/b", "a b", "a:b", "a" * 129, "ä", "{STABLE}"])
def test_tags_that_are_not_allowed(tag: str) -> None:
    with pytest.raises(GrammarError) as raised:
        checked_tag(tag)

    assert str(raised.value) == (
        f"tag {tag!r}: expected at most 128 letters, digits, `_`, `.` and `-`, "
        f"and not `.` or `-` first, got {tag!r}.\n"
        "Rename it: this is the grammar of the OCI distribution specification."
    )


@pytest.mark.parametrize("host", ["docker.io", "index.docker.io", "registry-1.docker.io"])
@pytest.mark.parametrize(
    ("name", "known"), [("debian", "library/debian"), ("team/service", "team/service")]
)
def test_docker_hub_has_one_name(host: str, name: str, known: str) -> None:
    assert checked_repository(host, name) == ("docker.io", known)
    assert api_host("docker.io") == "registry-1.docker.io"


@pytest.mark.parametrize(
    ("text", "reference", "version"),
    [
        ("ghcr.io/a/b", Reference(host="ghcr.io", repository="a/b"), "latest"),
        ("h:1/a:t", Reference(host="h:1", repository="a", tag="t"), "t"),
        (
            f"h:1/a:t@{_DIGEST}",
            Reference(host="h:1", repository="a", tag="t", digest=_DIGEST),
            _DIGEST,
        ),
    ],
)
def test_references(text: str, reference: Reference, version: str) -> None:
    assert parse_reference(text) == reference
    assert str(reference) == text
    assert reference.version == version


@pytest.mark.parametrize("text", ["debian", "h/a:", "h/a@sha256:0", "h/a@", "h/a:.t"])
def test_references_that_are_not_allowed(text: str) -> None:
    with pytest.raises(GrammarError) as raised:
        parse_reference(text)

    assert str(raised.value) == (
        f"reference {text!r}: expected host[:port]/repository[:tag][@digest], got {text!r}.\n"
        "Write it with the registry's host, such as docker.io/library/debian:12."
    )


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("localhost:5000", True),
        ("registry.localhost:5000", True),
        ("127.0.0.1:5000", True),
        ("127.1.2.3", True),
        ("[::1]:5000", True),
        ("localhost.example.com", False),
        ("10.0.0.1:5000", False),
        ("127.0.0.1.example.com", False),
    ],
)
def test_what_is_this_machine(host: str, loopback: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is loopback
