"""Where credentials are found, how helpers are asked, and that nothing of a secret is shown."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from registry.credential import Credential
from registry.credentials import config_files, find_credential
from registry.errors import CredentialError

_HELPER = """\
#!/bin/sh
echo "$@" >>"$HOME/arguments"
read -r server
echo "$server" >>"$HOME/servers"
case "$server" in
  refused.io) echo 'the keychain is locked'; exit 1 ;;
  late.io) echo '{"Username": "ann", "Secret": "s3cret"}'; exit 1 ;;
  odd.io) echo 's3cret-in-an-odd-place' ;;
  token.io) echo '{"ServerURL": "", "Username": "<token>", "Secret": "t0ken"}' ;;
  none.io) echo 'credentials not found in native keychain'; exit 1 ;;
  *) echo '{"ServerURL": "", "Username": "ann", "Secret": "of the helper"}' ;;
esac
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home, and a helper `test` on the PATH."""
    program = tmp_path / "bin" / "docker-credential-test"
    program.parent.mkdir()
    program.write_text(_HELPER)
    program.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return tmp_path


def _write(file: Path, value: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(value if isinstance(value, str) else json.dumps(value))


def _auth(pair: str) -> dict[str, str]:
    return {"auth": base64.b64encode(pair.encode()).decode()}


def _found(home: Path, host: str, repository: str = "team/service") -> Credential | None:
    return find_credential(host, repository, {"HOME": str(home)})


def _error(home: Path, host: str) -> str:
    with pytest.raises(CredentialError) as raised:
        _found(home, host)
    return str(raised.value)


def test_the_files_in_order() -> None:
    environment = {
        "HOME": "/home/ann",
        "DOCKER_CONFIG": "/ci/docker",
        "REGISTRY_AUTH_FILE": "/ci/auth.json",
        "XDG_RUNTIME_DIR": "/run/user/1",
    }

    assert [str(file) for file in config_files(environment)] == [
        "/ci/docker/config.json",
        "/ci/auth.json",
        "/run/user/1/containers/auth.json",
        "/home/ann/.config/containers/auth.json",
    ]
    assert [str(file) for file in config_files({"HOME": "/home/ann"})] == [
        "/home/ann/.docker/config.json",
        "/home/ann/.config/containers/auth.json",
    ]
    assert config_files({}) == []


def test_no_file(home: Path) -> None:
    assert _found(home, "a.io") is None


@pytest.mark.parametrize(
    "key", ["a.io", "https://a.io", "https://a.io/", "https://a.io/v1/", "http://a.io/v2/"]
)
def test_a_password_in_the_file(home: Path, key: str) -> None:
    _write(home / ".docker/config.json", {"auths": {key: _auth("ann:pa:ss")}})

    found = _found(home, "a.io")

    assert found == Credential(username="ann", password="pa:ss")
    assert found.basic == "Basic " + base64.b64encode(b"ann:pa:ss").decode()
    assert _found(home, "b.io") is None


def test_docker_hub_has_the_name_it_has_always_had(home: Path) -> None:
    auths = {"https://index.docker.io/v1/": _auth("ann:p")}
    _write(home / ".docker/config.json", {"auths": auths})

    assert _found(home, "docker.io") == Credential(username="ann", password="p")


def test_tokens_in_the_file(home: Path) -> None:
    auths = {
        "a.io": {**_auth("0000:"), "identitytoken": "identity"},
        "b.io": {"registrytoken": "registry"},
    }
    _write(home / ".docker/config.json", {"auths": auths})

    assert _found(home, "a.io") == Credential(identity_token="identity")
    assert _found(home, "b.io") == Credential(registry_token="registry")


def test_an_entry_for_a_path_goes_before_one_for_the_host(home: Path) -> None:
    auths = {"a.io": _auth("all:1"), "a.io/team": _auth("team:2"), "a.io/team/x": _auth("x:3")}
    _write(home / ".config/containers/auth.json", {"auths": auths})

    users = [
        found.username
        for name in ("team/x", "team/service", "teams/x")
        if (found := _found(home, "a.io", name))
    ]

    assert users == ["x", "team", "all"]


def test_dockers_file_goes_before_podmans(home: Path) -> None:
    _write(home / ".docker/config.json", {"auths": {"a.io": _auth("docker:1")}})
    both = {"a.io": _auth("podman:2"), "b.io": _auth("podman:2")}
    _write(home / ".config/containers/auth.json", {"auths": both})

    assert _found(home, "a.io") == Credential(username="docker", password="1")
    assert _found(home, "b.io") == Credential(username="podman", password="2")


@pytest.mark.parametrize(
    "config",
    [
        {"credsStore": "test", "auths": {"a.io": {}}},
        {"credHelpers": {"a.io": "test"}, "credsStore": "missing"},
    ],
)
def test_a_helper_is_asked_through_a_pipe(home: Path, config: Any) -> None:
    _write(home / ".docker/config.json", config)

    assert _found(home, "a.io") == Credential(username="ann", password="of the helper")
    assert (home / "arguments").read_text() == "get\n"
    assert (home / "servers").read_text() == "a.io\n"


def test_a_helper_knows_docker_hub_by_its_old_name(home: Path) -> None:
    _write(home / ".docker/config.json", {"credsStore": "test"})

    _found(home, "docker.io")

    assert (home / "servers").read_text() == "https://index.docker.io/v1/\n"


def test_a_helper_gives_a_token(home: Path) -> None:
    _write(home / ".docker/config.json", {"credsStore": "test"})

    assert _found(home, "token.io") == Credential(identity_token="t0ken")


def test_a_helper_that_has_none_leaves_it_to_the_files(home: Path) -> None:
    auths = {"none.io": _auth("ann:file")}
    _write(home / ".docker/config.json", {"credsStore": "test", "auths": auths})

    assert _found(home, "none.io") == Credential(username="ann", password="file")


def test_a_helper_that_refuses(home: Path) -> None:
    _write(home / ".docker/config.json", {"credsStore": "test"})

    assert _error(home, "refused.io") == (
        "credentials of refused.io: expected docker-credential-test to tell them, "
        "got exit status 1.\n"
        "  the keychain is locked\n"
        "Mend docker-credential-test, or drop it from credHelpers and credsStore in "
        "Docker's config.json."
    )


def test_a_helper_that_fails_after_its_answer_is_not_quoted(home: Path) -> None:
    _write(home / ".docker/config.json", {"credsStore": "test"})

    assert _error(home, "late.io") == (
        "credentials of late.io: expected docker-credential-test to tell them, "
        "got exit status 1.\n"
        "Mend docker-credential-test, or drop it from credHelpers and credsStore in "
        "Docker's config.json."
    )


def test_a_helper_that_is_missing(home: Path) -> None:
    _write(home / ".docker/config.json", {"credsStore": "missing"})

    assert _error(home, "a.io") == (
        "credentials of a.io: expected docker-credential-missing to tell them, "
        "got 'No such file or directory'.\n"
        "Mend docker-credential-missing, or drop it from credHelpers and credsStore in "
        "Docker's config.json."
    )


def test_what_a_helper_says_in_an_odd_form_is_not_told(home: Path) -> None:
    _write(home / ".docker/config.json", {"credsStore": "test"})

    error = _error(home, "odd.io")

    assert "got an answer without Username and Secret" in error
    assert "s3cret" not in error


@pytest.mark.parametrize(
    ("text", "got"),
    [('{"auths": {"s3cret', "something else"), ('["s3cret"]', "list")],
)
def test_a_file_that_is_broken_is_named_and_not_quoted(home: Path, text: str, got: str) -> None:
    file = home / ".docker/config.json"
    _write(file, text)

    assert _error(home, "a.io") == (
        f"credentials in {file}: expected a JSON object, got {got}.\n"
        "Log in again with `docker login` or `podman login`, which write the file."
    )


def test_an_entry_that_is_broken_is_not_quoted(home: Path) -> None:
    file = home / ".docker/config.json"
    _write(file, {"auths": {"a.io": {"auth": "s3cret!"}}})

    assert _error(home, "a.io") == (
        f"credentials in {file}: expected `auth` in base64, got something else.\n"
        "Log in again with `docker login` or `podman login`, which write the file."
    )


def test_a_credential_does_not_show_its_secrets() -> None:
    shown = repr(
        Credential(username="ann", password="s3cret", identity_token="s3c", registry_token="s3")
    )

    assert shown == "Credential(username='ann')"
