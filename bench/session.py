"""What a part works with: workspaces, scratch directories, the number of runs, a voice."""

import contextlib
import dataclasses
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.bazel import Workspace
from bench.generated.shape import Shape
from bench.generated.workspace import write_workspace
from bench.snapshot import copy_repository


def cache_directory() -> Path:
    """Returns where bench keeps what takes long to make: fetched wheels, generated workspaces."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").resolve()
    return home / "rules_py_layers" / "bench"


@dataclasses.dataclass(kw_only=True, slots=True)
class Session:
    """One start of bench, for one part."""

    repository: Path
    """The checkout that is measured; a copy of it is built."""

    cache: Path
    runs: int
    part: str
    _workspaces: list[Workspace] = dataclasses.field(default_factory=list)

    def say(self, text: str) -> None:
        """Shows one line of progress."""
        sys.stderr.write(f"{self.part}: {text}\n")
        sys.stderr.flush()

    def own(self) -> Workspace:
        """Returns the copy of the repository as a workspace."""
        return self._open("repository", self._copy())

    def big(self) -> Workspace:
        """Returns `bench/big` of the copy of the repository."""
        return self._open("big", self._copy() / "bench" / "big")

    def writers(self) -> Workspace:
        """Returns `bench/writers` of the copy of the repository, which needs rules_oci."""
        modules = os.environ.get("RULES_OCI_MODULES", "")
        return self._open("writers", self._copy() / "bench" / "writers", modules)

    def generated(self, shape: Shape) -> Workspace:
        """Returns a generated workspace that depends on the copy of the repository."""
        directory = self.cache / f"generated-{shape.name}"
        self.say(f"writing {shape.packages} packages into {directory}")
        write_workspace(directory, shape, self._copy())
        return self._open(f"generated-{shape.name}", directory)

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """Gives an empty directory on the disk of the cache, and deletes it."""
        directory = self.cache / f"scratch-{self.part}"
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        try:
            yield directory
        finally:
            shutil.rmtree(directory, ignore_errors=True)

    def close(self) -> None:
        """Ends the servers."""
        for workspace in self._workspaces:
            workspace.shutdown()

    def _copy(self) -> Path:
        dest = self.cache / "repository"
        copy_repository(self.repository, dest)
        return dest

    def _open(self, name: str, directory: Path, modules: str = "") -> Workspace:
        workspace = Workspace(
            directory,
            self.cache / f"output_base-{name}",
            bazelw=self.repository / "bazelw",
            home=self.cache,
            modules=modules,
        )
        self._workspaces.append(workspace)
        return workspace
