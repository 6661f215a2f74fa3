"""How a registry is told who asks: passwords, tokens, and where neither may go."""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from registry.errors import BusyError, CredentialError, RegistryError
from registry.manifests import Manifest, get_manifest, put_manifest
from registry.uploads import Upload
from registry_fixtures import Fake, Fault, connected, sha256, write_blob

_BASIC = "Basic " + base64.b64encode(b"ann:s3cret").decode()
_MANIFEST = Manifest(media_type="application/x", digest=sha256(b"{}"), content=b"{}")


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))


@pytest.fixture
def fake() -> Iterator[Fake]:
    with Fake().running() as fake:
        yield fake


def _log_in(fake: Fake, entry: Mapping[str, str] | None = None) -> None:
    Path("docker").mkdir()
    entry = entry or {"auth": base64.b64encode(b"ann:s3cret").decode()}
    Path("docker/config.json").write_text(json.dumps({"auths": {fake.host: entry}}))


def _guard_by_tokens(fake: Fake) -> list[tuple[str, Mapping[str, Any], str]]:
    """Wants tokens, each of which counts up; returns what the service is asked for."""
    asked: list[tuple[str, Mapping[str, Any], str]] = []
    realm = f'Bearer realm="http://{fake.host}/token",service="fake"'

    def service(handler: Any, content: bytes) -> tuple[int, bytes]:
        query = urlsplit(handler.path).query if handler.command == "GET" else content.decode()
        asked.append((handler.command, parse_qs(query), handler.headers.get("Authorization", "")))
        return 200, json.dumps({"token": f"token-{len(asked)}"}).encode()

    fake.token_service = service
    fake.guard = lambda header: (
        {} if header == f"Bearer token-{len(asked)}" else {"WWW-Authenticate": realm}
    )
    return asked


def test_nobody_asks_and_nothing_is_told(fake: Fake) -> None:
    _log_in(fake)

    put_manifest(connected(fake), "v1", _MANIFEST)

    assert [headers.get("Authorization") for _, _, headers in fake.seen] == [None, None]


def test_a_password(fake: Fake) -> None:
    _log_in(fake)
    fake.guard = lambda header: {} if header == _BASIC else {"WWW-Authenticate": "Basic realm=x"}

    put_manifest(connected(fake), "v1", _MANIFEST)

    assert [headers.get("Authorization") for _, _, headers in fake.seen] == [None, _BASIC]


def test_a_password_that_is_wrong(fake: Fake) -> None:
    _log_in(fake)
    fake.guard = lambda _: {"WWW-Authenticate": "Basic realm=x"}

    with pytest.raises(RegistryError) as raised:
        put_manifest(connected(fake), "v1", _MANIFEST)

    assert str(raised.value) == (
        f"PUT http://{fake.host}/v2/team/service/manifests/v1: expected 201, "
        "got 401 'Unauthorized'.\n"
        "Log in with `docker login`, or name the directory that has its config.json in "
        "DOCKER_CONFIG."
    )


def test_tokens_are_asked_for_by_scope_and_used_again(fake: Fake) -> None:
    _log_in(fake)
    asked = _guard_by_tokens(fake)
    repository = connected(fake)

    put_manifest(repository, "v1", _MANIFEST)
    assert get_manifest(repository, "v1").content == b"{}"

    scope = {"service": ["fake"], "scope": ["repository:team/service:pull,push"]}
    assert asked == [("GET", scope, _BASIC)]


def test_a_token_without_a_name(fake: Fake) -> None:
    asked = _guard_by_tokens(fake)

    put_manifest(connected(fake, actions="pull"), "v1", _MANIFEST)

    assert [(query["scope"], header) for _, query, header in asked] == [
        (["repository:team/service:pull"], "")
    ]


def test_an_identity_token_goes_into_the_body(fake: Fake) -> None:
    _log_in(fake, {"identitytoken": "s3cret"})
    asked = _guard_by_tokens(fake)

    put_manifest(connected(fake), "v1", _MANIFEST)

    ((method, form, header),) = asked
    assert (method, header) == ("POST", "")
    assert form["refresh_token"] == ["s3cret"]
    assert form["scope"] == ["repository:team/service:pull,push"]
    assert not any("s3cret" in path for _, path, _ in fake.seen)


def test_a_token_that_ran_out_is_asked_for_again(fake: Fake) -> None:
    asked = _guard_by_tokens(fake)
    repository = connected(fake)
    put_manifest(repository, "v1", _MANIFEST)
    guard = fake.guard
    fake.guard = lambda header: guard("old" if len(asked) == 1 else header)

    put_manifest(repository, "v2", _MANIFEST)

    assert len(asked) == 2


def test_a_token_that_ran_out_within_an_upload(fake: Fake) -> None:
    asked = _guard_by_tokens(fake)
    blob = write_blob(b"content")
    repository = connected(fake)
    guard = fake.guard
    fake.guard = lambda header: guard(
        "old" if len(asked) == 1 and fake.seen[-1][0] == "PUT" else header
    )

    Upload(repository, blob).run()

    assert fake.blobs["team/service", blob.digest] == b"content"
    assert len(asked) == 2


def test_a_password_goes_to_no_service_without_tls(fake: Fake) -> None:
    _log_in(fake)
    challenge = {"WWW-Authenticate": 'Bearer realm="http://auth.example.com/token?x=s3"'}
    fake.guard = lambda _: challenge

    with pytest.raises(CredentialError) as raised:
        put_manifest(connected(fake), "v1", _MANIFEST)

    assert str(raised.value) == (
        "token service http://auth.example.com/token: expected https, got 'http'.\n"
        "Ask who runs the registry to serve tokens by https; for tests there is --insecure."
    )


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"token": 1}'])
def test_a_service_that_gives_no_token(fake: Fake, body: bytes) -> None:
    _guard_by_tokens(fake)
    fake.faults.append(Fault(method="GET", path="^/token", status=200, body=body))

    with pytest.raises(RegistryError) as raised:
        put_manifest(connected(fake), "v1", _MANIFEST)

    assert str(raised.value) == (
        f"token service http://{fake.host}/token: expected a token, got an answer without one.\n"
        "Log in again with `docker login`."
    )


def test_a_service_that_refuses(fake: Fake) -> None:
    _log_in(fake)
    _guard_by_tokens(fake)
    fake.faults.append(Fault(method="GET", path="^/token", status=401, times=9))

    with pytest.raises(
        RegistryError, match=r"/token: expected 200, got 401 'Unauthorized'"
    ) as raised:
        put_manifest(connected(fake), "v1", _MANIFEST)

    assert "scope" not in str(raised.value)


def test_a_service_that_fails_for_a_while_is_waited_for(fake: Fake) -> None:
    _guard_by_tokens(fake)
    fake.faults.append(Fault(method="GET", path="^/token", status=503, times=2))

    put_manifest(connected(fake, attempts=3), "v1", _MANIFEST)

    assert ("team/service", "v1") in fake.manifests


def test_a_service_that_fails_is_asked_as_often_as_a_registry(fake: Fake) -> None:
    _guard_by_tokens(fake)
    fake.faults.append(Fault(method="GET", path="^/token", status=503, times=99))

    with pytest.raises(BusyError) as raised:
        put_manifest(connected(fake, attempts=3), "v1", _MANIFEST)

    assert str(raised.value) == (
        f"GET http://{fake.host}/token: expected 200, got 503 'Service Unavailable'.\n"
        "  tried 3 times\n"
        "Try again later: the fault is the registry's, or of something before it."
    )
    assert sum("/token" in path for _, path, _ in fake.seen) == 3


def test_an_authorization_does_not_follow_to_another_host(fake: Fake) -> None:
    _log_in(fake)
    fake.guard = lambda header: {} if header == _BASIC else {"WWW-Authenticate": "Basic realm=x"}
    with Fake().running() as storage:
        storage.blobs["signed", sha256(b"{}")] = b"{}"
        place = f"http://{storage.host}/v2/signed/blobs/{sha256(b'{}')}?signature=s3"
        fake.faults.append(
            Fault(method="GET", path="manifests", status=307, headers={"Location": place})
        )

        assert get_manifest(connected(fake), "v1").content == b"{}"

        assert [headers.get("Authorization") for _, _, headers in storage.seen] == [None]
