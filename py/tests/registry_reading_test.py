"""What is read of a registry is what its digest says, or an error; what passes is waited out."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from registry.blobs import Mount, fetch_blob, has_blob, mount_blob
from registry.connecting import Options, connect
from registry.errors import BusyError, DigestError, RegistryError
from registry.manifests import get_manifest, manifest_digest
from registry.retries import Retries
from registry_fixtures import Fake, Fault, connected, sha256, write_blob

_ZERO = f"sha256:{'0' * 64}"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A registry with a blob and a manifest."""
    with Fake().running() as fake:
        fake.blobs["team/service", sha256(b"blob")] = b"blob"
        for reference in ("v1", sha256(b"{}")):
            fake.manifests["team/service", reference] = ("application/x; charset=utf-8", b"{}")
        yield fake


def test_a_blob_comes_whole(fake: Fake) -> None:
    fetch_blob(connected(fake), sha256(b"blob"), 4, Path("dest"))

    assert Path("dest").read_bytes() == b"blob"
    assert [path.name for path in Path().iterdir()] == ["dest"]


def test_a_blob_that_breaks_off_is_read_again(fake: Fake) -> None:
    cut = {"Content-Length": "4"}
    fake.faults.append(Fault(method="GET", path="blobs", status=200, headers=cut, body=b"bl"))
    fake.faults.append(Fault(method="GET", path="blobs"))

    fetch_blob(connected(fake), sha256(b"blob"), 4, Path("dest"))

    assert Path("dest").read_bytes() == b"blob"


@pytest.mark.parametrize(
    ("body", "got"),
    [
        (b"BLOB", f"{sha256(b'BLOB')} of 4"),
        (b"blo", f"{sha256(b'blo')} of 3"),
        (b"blobs", f"{sha256(b'')} of more than 4"),
    ],
)
def test_a_blob_of_other_bytes(fake: Fake, body: bytes, got: str) -> None:
    fake.faults.append(Fault(method="GET", path="blobs", status=200, body=body))

    with pytest.raises(DigestError) as raised:
        fetch_blob(connected(fake), sha256(b"blob"), 4, Path("dest"))

    assert str(raised.value) == (
        f"{fake.host}/team/service: expected blob {sha256(b'blob')} of 4 bytes, got {got}.\n"
        "Something between here and the registry changes what is sent, or the registry is broken."
    )
    assert list(Path().iterdir()) == []


def test_a_blob_that_is_not_there(fake: Fake) -> None:
    with pytest.raises(RegistryError, match="expected 200, got 404 'Not Found'"):
        fetch_blob(connected(fake), _ZERO, 4, Path("dest"))


def test_a_manifest_by_tag_and_by_digest(fake: Fake) -> None:
    for reference in ("v1", sha256(b"{}")):
        manifest = get_manifest(connected(fake), reference)
        assert (manifest.media_type, manifest.content) == ("application/x", b"{}")
        assert manifest.digest == sha256(b"{}")


@pytest.mark.parametrize("reference", ["v1", sha256(b"{}")])
def test_a_manifest_that_is_another(fake: Fake, reference: str) -> None:
    headers = {"Docker-Content-Digest": sha256(b"{}")}
    fake.faults.append(
        Fault(method="GET", path="manifests", status=200, headers=headers, body=b"[]")
    )

    with pytest.raises(DigestError) as raised:
        get_manifest(connected(fake), reference)

    assert str(raised.value) == (
        f"{fake.host}/team/service: expected manifest {reference} to be {sha256(b'{}')}, "
        f"got {sha256(b'[]')}.\n"
        "Something between here and the registry changes what is sent, or the registry is broken."
    )


def test_what_a_tag_names(fake: Fake) -> None:
    assert manifest_digest(connected(fake), "v1") == sha256(b"{}")
    assert manifest_digest(connected(fake), "v2") == ""


def test_a_lie_about_a_blob_that_is_there(fake: Fake) -> None:
    blob = write_blob(b"blob")
    fake.faults.append(
        Fault(method="HEAD", path="blobs", status=200, headers={"Docker-Content-Digest": _ZERO})
    )

    with pytest.raises(DigestError, match="expected the registry to have a blob as sha256:"):
        has_blob(connected(fake), blob)


def test_a_blob_that_the_registry_has_cut_off(fake: Fake) -> None:
    blob = write_blob(b"blob")
    fake.faults.append(
        Fault(method="HEAD", path="blobs", status=200, headers={"Content-Length": "3"})
    )

    with pytest.raises(DigestError) as raised:
        has_blob(connected(fake), blob)

    assert str(raised.value) == (
        f"{fake.host}/team/service: expected blob {blob.digest} to have 4 bytes, got 3.\n"
        "The registry has it cut off: delete it there, or push to another repository."
    )


def test_a_mount(fake: Fake) -> None:
    fake.blobs["other", sha256(b"blob")] = fake.blobs.pop(("team/service", sha256(b"blob")))

    assert mount_blob(connected(fake), write_blob(b"blob"), "other") == Mount(mounted=True)
    assert has_blob(connected(fake), write_blob(b"blob"))


def test_a_mount_of_what_is_not_there_begins_an_upload(fake: Fake) -> None:
    mount = mount_blob(connected(fake), write_blob(b"blob"), "stale")

    assert not mount.mounted
    assert mount.location == f"http://{fake.host}/v2/team/service/blobs/uploads/0"


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_a_mount_that_is_not_allowed(fake: Fake, status: int) -> None:
    fake.faults.append(Fault(method="POST", path="mount", status=status))

    assert mount_blob(connected(fake), write_blob(b"blob"), "other") == Mount(mounted=False)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_faults_that_pass(fake: Fake, status: int) -> None:
    fake.faults.append(Fault(method="HEAD", path="blobs", status=status, times=2))

    assert has_blob(connected(fake, attempts=3), write_blob(b"blob"))


def test_a_registry_that_asks_for_patience_gets_it(fake: Fake) -> None:
    fake.faults.append(Fault(method="HEAD", path="blobs", status=429, headers={"Retry-After": "1"}))
    repository = connected(fake)
    start = time.monotonic()

    assert has_blob(repository, write_blob(b"blob"))
    assert time.monotonic() - start >= 1


def test_no_registry() -> None:
    with Fake().running() as fake:
        host = fake.host

    with pytest.raises(BusyError) as raised:
        connected(fake, attempts=1)

    assert str(raised.value).startswith(
        f"GET http://{host}/v2/: expected an answer, got NewConnectionError.\n"
    )
    assert str(raised.value).endswith(
        "\nCheck the registry's name, and that this machine reaches it."
    )


def test_a_web_server_that_is_no_registry(fake: Fake) -> None:
    fake.faults.append(Fault(method="GET", path="^/v2/$", status=404, times=9))

    with pytest.raises(RegistryError) as raised:
        connected(fake)

    assert str(raised.value) == (
        f"GET http://{fake.host}/v2/: expected 200 or 401, got 404 'Not Found'.\n"
        "Check the names of registry and repository; some registries want a repository to be made "
        "first."
    )


@pytest.mark.parametrize("scheme", ["http://", ""])
def test_a_proxy_that_wants_a_password(
    fake: Fake, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"{scheme}ann:p%40ss@{fake.host}")
    options = Options(insecure=True, retries=Retries(attempts=1))

    connect("registry.invalid", "a", actions="pull", options=options)

    assert fake.requests() == ["GET http://registry.invalid/v2/"]
    headers = {name.lower(): value for name, value in fake.seen[0][2].items()}
    assert headers["proxy-authorization"] == "Basic YW5uOnBAc3M="


def test_this_machine_is_asked_without_a_proxy(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:1")

    assert manifest_digest(connected(fake), "v1") == sha256(b"{}")


def test_another_machine_is_not_asked_without_tls() -> None:
    retries = Retries(attempts=1)

    with pytest.raises(BusyError, match=r"^GET https://registry\.invalid/v2/: "):
        connect("registry.invalid", "a", actions="pull", options=Options(retries=retries))


def test_an_answer_without_an_end(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.transport._MOST_BYTES", 1)

    with pytest.raises(RegistryError) as raised:
        get_manifest(connected(fake), "v1")

    assert str(raised.value) == (
        f"GET http://{fake.host}/v2/team/service/manifests/v1: expected at most 1 bytes, "
        "got more.\n"
        "Check that the registry serves the OCI distribution specification."
    )


def test_a_redirect_in_a_circle(fake: Fake) -> None:
    fake.faults.append(
        Fault(method="GET", path="manifests", status=307, headers={"Location": "v1"}, times=99)
    )

    with pytest.raises(RegistryError, match="expected 200, got 307 'Temporary Redirect'"):
        get_manifest(connected(fake), "v1")
