"""A Bazel workspace of its own server, which is asked to build and timed from outside."""

import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench import trace
from bench.errors import BenchError
from bench.process import environment
from bench.tools import bazel_program

_IDLE_SECONDS = 1200
"""A server whose bench was killed ends by itself."""

_LAST_LINES = 40

_QUIET = ("--color=no", "--curses=no", "--noshow_progress")

_ALONE = (
    *("--disk_cache=", "--remote_cache=", "--remote_executor="),
    "--experimental_convenience_symlinks=ignore",
)


class Workspace:
    """A directory with a MODULE.bazel, and a server for it that starts with the first command."""

    def __init__(
        self, directory: Path, output_base: Path, *, bazelw: Path, home: Path, modules: str = ""
    ) -> None:
        """Starts nothing yet.

        Args:
            directory: the workspace.
            output_base: of its server; what it has fetched stays there for the next time.
            bazelw: the program that is Bazel where there is none on PATH.
            home: of what Bazel downloads, shared by all workspaces.
            modules: a folder of modules that no registry need have, see tools/airgap/README.md.
        """
        self.directory = directory
        self._flags = (*_ALONE, f"--repository_cache={home / 'repositories'}")
        self._startup = (f"--output_base={output_base}", f"--max_idle_secs={_IDLE_SECONDS}")
        self._program = str(bazelw) if modules else bazel_program(bazelw)
        # Fetching starts pip once a wheel: with bytecode, in a quarter of the time.
        self._env = environment() | {"PYTHONPYCACHEPREFIX": str(home / "bytecode")}
        if modules:
            self._env["BAZELW_MODULES"] = modules

    def build(self, *words: str) -> float:
        """Runs `bazel build`, without any cache but the one of the output base.

        Returns:
            Seconds, wall of the client.
        """
        begin = time.perf_counter()
        self.run("build", *self._flags, *words)
        return time.perf_counter() - begin

    def profiled(self, *words: str) -> str:
        """Runs `bazel build` once more and returns a sentence on what took its time."""
        with tempfile.TemporaryDirectory() as directory:
            profile = Path(directory, "profile.gz")
            self.build(f"--profile={profile}", *trace.FLAGS, *words)
            return trace.describe(profile)

    def start_anew(self) -> None:
        """Leaves a server that knows the module graph alone."""
        self.shutdown()
        self.run("query", "//:all")

    def clean(self) -> None:
        """Drops outputs, action cache and analysis, and ends workers; keeps repositories."""
        self.run("clean")

    def forget_actions(self, *words: str) -> None:
        """Drops what has been built and keeps what has been analysed, for these build words."""
        self.clean()
        self.build("--nobuild", *words)

    def info(self, key: str) -> str:
        """Returns one value of `bazel info`."""
        return self.run("info", key).strip()

    def files(self, target: str, *flags: str) -> list[Path]:
        """Returns the outputs of a target."""
        words = ("--output=files", *self._flags, *flags, target)
        root = Path(self.info("execution_root"))
        return [root / line for line in self.run("cquery", *words).splitlines()]

    def group_files(self, target: str, group: str, *flags: str) -> list[Path]:
        """Returns the outputs of a target in one of its output groups, in order."""
        expression = f"'\\n'.join([f.path for f in target.output_groups.{group}.to_list()])"
        words = ("--output=starlark", f"--starlark:expr={expression}", *self._flags, *flags)
        root = Path(self.info("execution_root"))
        return [root / line for line in self.run("cquery", *words, target).splitlines() if line]

    def shutdown(self) -> None:
        """Ends the server."""
        self.run("shutdown")

    def run(self, command: str, *words: str) -> str:
        """Runs any command and returns what it writes to stdout.

        Raises:
            BenchError: it fails; with its last lines.
        """
        done = subprocess.run(
            [self._program, *self._startup, command, *_QUIET, *words],
            cwd=self.directory,
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BenchError(_failure(command, words, done))
        return done.stdout


def _failure(command: str, words: Sequence[str], done: subprocess.CompletedProcess[str]) -> str:
    tail = "\n".join(done.stderr.splitlines()[-_LAST_LINES:])
    said = f"bazel {command} {' '.join(words)}"
    return f"{said}: expected success, got {done.returncode}\n{tail}"
