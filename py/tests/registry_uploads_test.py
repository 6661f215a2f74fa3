"""How blobs are sent to registries that break off, take no pieces, or no large requests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from images.errors import LayoutError
from registry.errors import BusyError, DigestError, RegistryError, StoppedError
from registry.uploads import Upload
from registry_fixtures import Fake, Fault, connected, write_blob

_CONTENT = bytes(range(256)) * 4
_PIECE = 300


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def fake() -> Iterator[Fake]:
    with Fake().running() as fake:
        yield fake


def _upload(fake: Fake, *, piece_bytes: int = 0, attempts: int = 3) -> list[int]:
    """Sends a blob and returns what was told of the progress."""
    told: list[int] = []
    blob = write_blob(_CONTENT)
    repository = connected(fake, attempts=attempts)
    fake.seen.clear()
    Upload(repository, blob, piece_bytes=piece_bytes, told=told.append).run()
    assert fake.blobs["team/service", blob.digest] == _CONTENT
    return told


def test_a_blob_is_sent_whole(fake: Fake) -> None:
    told = _upload(fake)

    assert told[-1] == len(_CONTENT)
    digest = write_blob(_CONTENT).digest
    assert fake.requests() == [
        "POST /v2/team/service/blobs/uploads/",
        f"PUT /v2/team/service/blobs/uploads/N?digest={digest}",
    ]
    assert fake.seen[1][2]["Content-Length"] == str(len(_CONTENT))


def test_pieces_say_where_they_belong(fake: Fake) -> None:
    _upload(fake, piece_bytes=_PIECE)

    ranges = [headers["Content-Range"] for method, _, headers in fake.seen if method == "PATCH"]
    assert ranges == ["0-299", "300-599", "600-899", "900-1023"]
    assert [method for method, _, _ in fake.seen] == ["POST", *["PATCH"] * 4, "PUT"]


def test_a_registry_may_want_larger_pieces(fake: Fake) -> None:
    fake.upload_headers = {"OCI-Chunk-Min-Length": "600"}

    _upload(fake, piece_bytes=_PIECE)

    assert len(fake.requests("PATCH")) == 2


def test_a_piece_that_was_lost_is_sent_again_and_no_other(fake: Fake) -> None:
    fake.faults.append(Fault(method="PATCH", path="uploads", skip=1, after_bytes=0))

    _upload(fake, piece_bytes=_PIECE)

    ranges = [headers["Content-Range"] for method, _, headers in fake.seen if method == "PATCH"]
    assert ranges == ["0-299", "300-599", "300-599", "600-899", "900-1023"]
    assert len(fake.requests("POST")) == 1


def test_it_goes_on_at_the_byte_to_which_the_registry_came(fake: Fake) -> None:
    fake.faults.append(Fault(method="PATCH", path="uploads", after_bytes=100, kept=True))

    _upload(fake, piece_bytes=_PIECE)

    ranges = [headers["Content-Range"] for method, _, headers in fake.seen if method == "PATCH"]
    assert ranges == ["0-299", "100-399", "400-699", "700-999", "1000-1023"]
    assert len(fake.requests("POST")) == 1


def test_a_whole_blob_goes_on_where_it_broke_off(fake: Fake) -> None:
    fake.faults.append(Fault(method="PUT", path="uploads", after_bytes=1000, kept=True))

    _upload(fake)

    assert [method for method, _, _ in fake.seen] == ["POST", "PUT", "HEAD", "GET", "PATCH", "PUT"]


def test_an_upload_that_is_gone_begins_anew(fake: Fake) -> None:
    fake.faults += [
        Fault(method="PUT", path="uploads", after_bytes=10),
        Fault(method="GET", path="uploads", status=404),
    ]

    _upload(fake)

    assert [method for method, _, _ in fake.seen] == ["POST", "PUT", "HEAD", "GET", "POST", "PUT"]


def test_a_blob_that_arrived_though_the_answer_was_lost(fake: Fake) -> None:
    fake.faults.append(Fault(method="PUT", path="uploads", done=True))

    _upload(fake)

    assert [method for method, _, _ in fake.seen] == ["POST", "PUT", "HEAD"]


@pytest.mark.parametrize("status", [201, 404, 405, 416])
def test_a_registry_without_pieces_gets_the_blob_whole(fake: Fake, status: int) -> None:
    fake.faults.append(Fault(method="PATCH", path="uploads", status=status, times=9))

    _upload(fake, piece_bytes=_PIECE)

    assert [method for method, _, _ in fake.seen] == ["POST", "PATCH", "POST", "PUT"]


def test_what_refuses_large_requests_gets_pieces(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.uploads.PIECE_BYTES", _PIECE)
    fake.faults.append(Fault(method="PUT", path="uploads", status=413))

    _upload(fake)

    assert [m for m, _, _ in fake.seen] == ["POST", "PUT", "POST", *["PATCH"] * 4, "PUT"]


def test_too_large_and_not_to_be_divided(fake: Fake) -> None:
    fake.faults.append(Fault(method="PUT", path="uploads", status=413))

    with pytest.raises(RegistryError) as raised:
        _upload(fake)

    assert "expected 201, got 413" in str(raised.value)
    assert str(raised.value).endswith("\nSend layers in pieces: --chunk-mib 32, or less.")


def test_faults_that_go_on_are_told_with_how_often_it_was_tried(fake: Fake) -> None:
    fake.faults.append(Fault(method="PUT", path="uploads", status=503, times=9))

    with pytest.raises(BusyError) as raised:
        _upload(fake)

    assert str(raised.value).startswith(f"PUT http://{fake.host}/v2/team/service/blobs/uploads/")
    assert str(raised.value).endswith(
        ": expected 201, got 503 'Service Unavailable'.\n"
        "  tried 3 times\n"
        "Try again later: the fault is the registry's, or of something before it."
    )
    assert "?" not in str(raised.value)


def test_progress_starts_the_count_of_attempts_anew(fake: Fake) -> None:
    fake.faults += [
        Fault(method="PATCH", path="uploads", after_bytes=50 * i, kept=True) for i in (1, 2, 3)
    ]

    _upload(fake, piece_bytes=_PIECE, attempts=4)

    assert len(fake.requests("POST")) == 1


def test_a_registry_that_says_it_got_something_else(fake: Fake) -> None:
    lie = {"Docker-Content-Digest": f"sha256:{'0' * 64}"}
    fake.faults.append(Fault(method="PUT", path="uploads", status=201, headers=lie))

    with pytest.raises(DigestError) as raised:
        _upload(fake)

    assert str(raised.value) == (
        f"{fake.host}/team/service: expected the registry to have the blob as "
        f"{write_blob(_CONTENT).digest}, got 'sha256:{'0' * 64}'.\n"
        "Something between here and the registry changes what is sent, or the registry is broken: "
        "compare with a push from another network."
    )


def test_a_registry_that_does_not_say_where_to_upload(fake: Fake) -> None:
    fake.faults.append(Fault(method="POST", path="uploads", status=202))

    with pytest.raises(RegistryError) as raised:
        _upload(fake)

    assert str(raised.value) == (
        f"POST http://{fake.host}/v2/team/service/blobs/uploads/: "
        "expected a Location to upload to, got none.\n"
        "Check that the registry serves the OCI distribution specification."
    )


def test_a_token_that_ran_out_and_no_further_attempt(fake: Fake) -> None:
    fake.faults.append(Fault(method="PUT", path="uploads", status=401))

    with pytest.raises(BusyError) as raised:
        _upload(fake, attempts=1)

    assert str(raised.value) == (
        f"{fake.host}/team/service: expected a token that holds, got one that ran out.\nTry again."
    )


def test_a_push_that_was_given_up_sends_nothing_more(fake: Fake) -> None:
    repository = connected(fake)
    blob = write_blob(_CONTENT)
    upload = Upload(
        repository, blob, piece_bytes=_PIECE, told=lambda _: repository.retries.stop.set()
    )

    with pytest.raises(StoppedError) as raised:
        upload.run()

    assert str(raised.value) == ("push: expected all requests to go on, got one that failed.")
    assert len(fake.requests("PATCH")) <= 2


def test_a_file_that_was_changed_is_told_as_that(fake: Fake) -> None:
    blob = write_blob(_CONTENT)
    blob.src.write_bytes(b"x" * len(_CONTENT))

    with pytest.raises(LayoutError, match="to have the digest of its name"):
        Upload(connected(fake), blob).run()

    assert fake.blobs == {}


def test_bytes_that_change_on_the_way_are_the_registrys_to_tell(fake: Fake) -> None:
    said = b'{"errors": [{"code": "DIGEST_INVALID", "message": "not so"}]}'
    fake.faults.append(Fault(method="PUT", path="uploads", status=400, body=said))

    with pytest.raises(RegistryError) as raised:
        _upload(fake)

    assert str(raised.value).endswith(
        "expected 201, got 400 'Bad Request'.\n"
        "  DIGEST_INVALID: not so\n"
        "Check that the registry serves the OCI distribution specification."
    )
