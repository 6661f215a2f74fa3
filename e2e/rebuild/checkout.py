"""A copy of this repository with a Bazel of its own."""

import dataclasses
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[2]

_IDLE_SECONDS = 300
"""A server whose test was killed ends by itself."""

_LAST_LINES = 40

_CACHE_HOME = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")

_FETCH = (f"--repository_cache={_CACHE_HOME / 'rules_py_layers' / 'repositories'}",)
"""What Bazel downloads is kept between runs; what pip downloads is not."""

_NO_CACHES = ("--disk_cache=", "--remote_cache=", "--remote_executor=")


class BazelError(Exception):
    """A Bazel command that failed."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """What must not change what is built."""

    umask: int
    env: Mapping[str, str]
    """Over the machine's."""

    startup: Sequence[str] = ()
    build: Sequence[str] = ()
    """Flags of Bazel."""


class Checkout:
    """A copy of the repository as it is now, with what is not committed, and a server for it."""

    def __init__(self, directory: Path, circumstances: Circumstances) -> None:
        """Makes the copy; `close` ends its server and removes it.

        Args:
            directory: does not exist yet.
            circumstances: hold for the copy and for all that Bazel does in it.
        """
        self.workspace = directory / "workspace"
        self._directory = directory
        self._circumstances = circumstances
        self._startup = (
            f"--output_base={directory / 'output_base'}",
            f"--max_idle_secs={_IDLE_SECONDS}",
            *circumstances.startup,
        )
        # Fetching starts pip once a wheel: with bytecode, in a quarter of the time.
        self._bytecode = {
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(directory / "bytecode"),
        }
        _copy(self.workspace, circumstances.umask)

    def build(self, *words: str) -> None:
        """Runs `bazel build`, without any cache but the one of the output base."""
        self._run("build", *_FETCH, *_NO_CACHES, *self._circumstances.build, *words)

    def clean(self) -> None:
        """Removes all outputs and what is known of them; what was fetched stays."""
        self._run("clean")

    def worker_logs(self) -> list[str]:
        """Returns the names of the logs of all workers that were started, one each."""
        output_base = self._directory / "output_base"
        return sorted(log.name for log in output_base.glob("bazel-workers/*.log"))

    def aquery(self, expression: str) -> str:
        """Returns the answer of `bazel aquery`, an `analysis.ActionGraphContainer` as JSON."""
        return self._run(
            "aquery", *_FETCH, *self._circumstances.build, "--output=jsonproto", expression
        )

    def run(self, target: str, *words: str) -> str:
        """Returns what `bazel run` of a target prints to stdout."""
        return self._run("run", *_FETCH, *self._circumstances.build, target, "--", *words)

    def script(self, target: str, file: Path) -> None:
        """Builds a target, and writes what starts it as `bazel run` does, without Bazel."""
        flags = (*_FETCH, *_NO_CACHES, *self._circumstances.build)
        self._run("run", *flags, f"--script_path={file}", target)

    def test(self, *words: str) -> None:
        """Runs `bazel test`."""
        self._run("test", *_FETCH, *_NO_CACHES, *self._circumstances.build, *words)

    @property
    def bazelrc(self) -> Sequence[str]:
        """The lines of a .bazelrc by which a Bazel that is called in the copy is this one."""
        startup = [f"startup {word}" for word in self._startup]
        return [*startup, *(f"build {word}" for word in (*_FETCH, *_NO_CACHES))]

    def append(self, src: str, line: str) -> None:
        """Adds one line to a file."""
        with (self.workspace / src).open("a") as file:
            file.write(f"{line}\n")

    def close(self) -> None:
        """Ends the server and removes everything."""
        try:
            self._run("shutdown")
        finally:
            _remove(self._directory)

    def _run(self, command: str, *words: str) -> str:
        done = subprocess.run(
            [str(self.workspace / "bazelw"), *self._startup, command, *words],
            cwd=self.workspace,
            env={**os.environ, **self._bytecode, **self._circumstances.env},
            umask=self._circumstances.umask,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            tail = "\n".join(done.stderr.splitlines()[-_LAST_LINES:])
            raise BazelError(f"bazel {command} {' '.join(words)}: {done.returncode}\n{tail}")
        return done.stdout


def _copy(dest: Path, umask: int) -> None:
    """Copies what git knows or would take; modes are those of a clone below this umask."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=_REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        src, copy = _REPOSITORY / name, dest / name
        if src.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(src, copy)
            copy.chmod((0o777 if os.access(src, os.X_OK) else 0o666) & ~umask)


def _remove(directory: Path) -> None:
    """Deletes a directory with those that Bazel has made read-only."""
    for parent, _, _ in os.walk(directory):
        Path(parent).chmod(0o700)
    shutil.rmtree(directory)
