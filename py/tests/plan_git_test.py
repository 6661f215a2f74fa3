"""The history of a lock, from a real repository."""

import subprocess
from pathlib import Path

import pytest
from plan.errors import HistoryError, LockError
from plan.git_history import Depth, depth_of, read_revisions
from plan.lock_history import history_of, read_locks
from plan.snapshots import Package


class Repository:
    """A repository in a directory of its own, with a clock of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._time = 1_700_000_000
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str) -> str:
        self._time += 60
        identity = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "x"), ("EMAIL", "x@y"), ("DATE", f"{self._time} +0000"))
        }
        done = subprocess.run(
            ["git", "-C", str(self.directory), *words],
            check=True,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.directory), **identity},
        )
        return done.stdout.strip()

    def commit(self, name: str, content: str | bytes) -> Path:
        file = self.directory / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", f"{name} changes")
        return file


@pytest.fixture(name="repository")
def _repository(tmp_path: Path) -> Repository:
    directory = tmp_path / "repository"
    directory.mkdir()
    return Repository(directory)


def _nothing(_done: int, _total: int) -> None:
    pass


def _contents(file: Path) -> list[str]:
    return [revision.content.decode() for revision in read_revisions(file, _nothing)]


def test_revisions_come_oldest_first_and_follow_renames(repository: Repository) -> None:
    many = "".join(f"package-{number}==1\n" for number in range(9))
    repository.commit("old.txt", many)
    repository.commit("other.txt", "nothing to do with it\n")
    repository.commit("old.txt", many + "six==1\n")
    repository.git("mv", "old.txt", "new.txt")
    repository.git("commit", "--quiet", "--message", "rename")
    file = repository.commit("new.txt", many + "six==2\n")
    contents = _contents(file)
    assert contents == [many, many + "six==1\n", many + "six==1\n", many + "six==2\n"]


def test_what_was_merged_is_one_revision(repository: Repository) -> None:
    """The branch itself held neither the first try nor the second."""
    file = repository.commit("lock.txt", "six==1\n")
    repository.git("switch", "--quiet", "--create", "feature")
    repository.commit("lock.txt", "six==2a1\n")
    repository.commit("lock.txt", "six==2\n")
    repository.git("switch", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--message", "merge", "feature")
    assert _contents(file) == ["six==1\n", "six==2\n"]


def test_a_commit_that_deletes_the_lock_is_none(repository: Repository) -> None:
    repository.commit("lock.txt", "six==1\n")
    repository.git("rm", "--quiet", "lock.txt")
    repository.git("commit", "--quiet", "--message", "away")
    file = repository.commit("lock.txt", "six==3\n")
    assert _contents(file) == ["six==1\n", "six==3\n"]


def test_progress_counts_commits(repository: Repository) -> None:
    for number in range(3):
        file = repository.commit("lock.txt", f"six=={number}\n")
    seen: list[tuple[int, int]] = []
    read_revisions(file, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_file_that_git_does_not_track_is_refused(repository: Repository) -> None:
    repository.commit("other.txt", "")
    file = repository.directory / "lock.txt"
    file.write_text("six==1\n")
    with pytest.raises(HistoryError) as caught:
        read_revisions(file, _nothing)
    assert str(caught.value) == (
        f"{file}: expected a lock file that git tracks, got one without a commit.\n"
        "Commit it, or leave `--lock` out: the plan is then made from sizes alone."
    )


def test_a_directory_without_git_has_no_history(tmp_path: Path) -> None:
    assert depth_of(tmp_path) == Depth(known=False, shallow=False)


def test_a_machine_without_git_has_no_history(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository.directory))
    assert depth_of(repository.directory) == Depth(known=False, shallow=False)


def test_a_shallow_clone_says_so_and_has_what_it_has(
    repository: Repository, tmp_path: Path
) -> None:
    for number in range(3):
        file = repository.commit("lock.txt", f"six=={number}\n")
    assert depth_of(file.parent) == Depth(known=True, shallow=False)
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.directory}", str(clone))
    assert depth_of(clone) == Depth(known=True, shallow=True)
    assert _contents(clone / "lock.txt") == ["six==2\n"]


SIZES = {"six": Package("9", 10), "idna": Package("9", 20), "vendored": Package("1", 5)}


def test_packages_of_today_are_followed_back(repository: Repository) -> None:
    repository.commit("lock.txt", "six==1\n")
    repository.commit("lock.txt", "six==1\nidna==3\nnot-in-an-image==1\n")
    repository.commit("lock.txt", "six==1\nidna==3\nnot-in-an-image==2\n")
    file = repository.commit("lock.txt", "six==2\nidna==3\n")
    locks = read_locks({file: read_revisions(file, _nothing)})
    assert locks.skipped == []
    own = {"vendored": Package("1", 5)}
    assert history_of(SIZES, locks) == [
        own | {"six": Package("1", 10)},
        own | {"six": Package("1", 10), "idna": Package("3", 20)},
        own | {"six": Package("2", 10), "idna": Package("3", 20)},
    ]


def test_what_is_not_committed_counts_as_the_last_update(repository: Repository) -> None:
    file = repository.commit("lock.txt", "six==1\n")
    file.write_text("six==2\n")
    history = history_of(SIZES, read_locks({file: read_revisions(file, _nothing)}))
    assert [snapshot["six"].version for snapshot in history] == ["1", "2"]


def test_two_locks_are_one_history_in_the_order_of_time(repository: Repository) -> None:
    one = repository.commit("one.txt", "six==1\n")
    two = repository.commit("two.txt", "idna==1\n")
    repository.commit("one.txt", "six==2\n")
    repository.commit("two.txt", "idna==2\n")
    locks = read_locks({file: read_revisions(file, _nothing) for file in (one, two)})
    versions = [
        {name: package.version for name, package in snapshot.items() if name != "vendored"}
        for snapshot in history_of(SIZES, locks)
    ]
    assert versions == [
        {"six": "1"},
        {"six": "1", "idna": "1"},
        {"six": "2", "idna": "1"},
        {"six": "2", "idna": "2"},
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"six==not a version\n", ":1: expected a requirement, got 'six==not a version'."),
        (b"six===latest\n", ":1: six: expected a version as of PEP 440, got 'latest'."),
        (b"six==\xff\n", ": expected a lock file in UTF-8, got bytes that are not."),
        (b"six\n", ":1: expected one version of 'six', six==X, got ''."),
    ],
)
def test_a_commit_that_cannot_be_read_is_skipped_by_name(
    repository: Repository, content: bytes, reason: str
) -> None:
    repository.commit("lock.txt", "six==1\n")
    repository.commit("lock.txt", content)
    commit = repository.git("rev-parse", "HEAD")
    file = repository.commit("lock.txt", "six==2\n")
    locks = read_locks({file: read_revisions(file, _nothing)})
    assert locks.skipped == [f"skipped: lock.txt at {commit[:12]}{reason}"]
    history = history_of(SIZES, locks)
    assert [snapshot["six"].version for snapshot in history] == ["1", "2"]


def test_a_lock_that_cannot_be_read_as_it_is_is_an_error(repository: Repository) -> None:
    file = repository.commit("lock.txt", "six==1\n")
    file.write_bytes(b"\xff")
    with pytest.raises(LockError) as caught:
        read_locks({file: read_revisions(file, _nothing)})
    first, _, last = str(caught.value).splitlines()
    assert first == f"{file}: expected a lock file in UTF-8, got bytes that are not."
    assert last == "Save it as UTF-8."


def test_a_lock_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LockError) as caught:
        read_locks({tmp_path / "lock.txt": ()})
    assert str(caught.value) == (
        f"{tmp_path}/lock.txt: expected a lock file, got 'No such file or directory'.\n"
        "Name one with --lock: a requirements file with pinned versions, or a uv.lock."
    )
