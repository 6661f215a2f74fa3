"""A compact execution log: the actions that ran or came from a cache, and what they read and wrote.

What Bazel found up to date is not in it.
"""

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reports.errors import LogError
from reports.logs.entries import read_entries

LINK = "link to "
"""Before the target of a link, where a file has its digest."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """A file that an action wrote."""

    path: str
    digest: str
    size: int


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Spawn:
    """One action that ran, or whose result came from a cache."""

    mnemonic: str
    label: str
    """Without the "@@" of the main repository."""

    runner: str
    """"linux-sandbox", "worker", "remote", "disk cache hit", "remote cache hit", …"""

    cache_hit: bool
    seconds: float
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    platform: Mapping[str, str]
    outputs: tuple[Output, ...]
    input_set: int
    tool_set: int
    log: "ExecutionLog"

    @property
    def key(self) -> tuple[str, ...]:
        """What is the same in every build of the same action: what it makes."""
        return (self.mnemonic, *sorted(output.path for output in self.outputs))

    @functools.cached_property
    def inputs(self) -> Mapping[str, str]:
        """Digests by path, tools apart."""
        return {k: v for k, v in self.log.files_of(self.input_set).items() if k not in self.tools}

    @property
    def tools(self) -> Mapping[str, str]:
        """Digests by path of the program itself."""
        return self.log.files_of(self.tool_set)


class ExecutionLog:
    """One log, read whole."""

    def __init__(self, source: str, entries: Iterable[Any]) -> None:
        """Reads all entries.

        Args:
            source: as the user named it.
            entries: see `read_entries`.

        Raises:
            LogError: if an entry names one that is not there.
        """
        self.source = source
        self.invocation = ""
        self._entry_by_id: dict[int, Any] = {}
        self._files: dict[int, Mapping[str, str]] = {}
        spawns = []
        for entry in entries:
            kind = entry.WhichOneof("type")
            if kind == "spawn":
                spawns.append(self._spawn(entry.spawn))
            elif kind == "invocation":
                self.invocation = entry.invocation.id
            elif entry.id:
                self._entry_by_id[entry.id] = getattr(entry, kind)
        self.spawns = tuple(spawns)
        """In the order in which they ended."""

    def files_of(self, set_id: int) -> Mapping[str, str]:
        """Returns the digests of the files in an input set, by path.

        Raises:
            LogError: if an entry names one that is not there.
        """
        if not set_id:
            return {}
        if set_id not in self._files:
            found: dict[str, str] = {}
            entry = self._entry(set_id)
            for one in entry.transitive_set_ids:
                found.update(self.files_of(one))
            fields = ("file_ids", "directory_ids", "unresolved_symlink_ids", "input_ids")
            for one in (i for field in fields for i in getattr(entry, field)):
                found.update(self._files_in(self._entry(one)))
            self._files[set_id] = found
        return self._files[set_id]

    def _files_in(self, entry: Any) -> dict[str, str]:
        kind = type(entry).__name__
        if kind == "Directory":
            return {f"{entry.path}/{file.path}": file.digest.hash for file in entry.files}
        if kind == "RunfilesTree":
            files = self.files_of(entry.input_set_id)
            return {f"{entry.path}: {path}": digest for path, digest in files.items()}
        if kind == "UnresolvedSymlink":
            return {entry.path: f"{LINK}{entry.target_path}"}
        return {entry.path: entry.digest.hash}

    def _entry(self, entry_id: int) -> Any:
        if entry_id not in self._entry_by_id:
            raise LogError(
                f"{self.source}: expected entry {entry_id} before what names it, got none",
                fix="Use a rules_py_layers that knows the Bazel that wrote it.",
            )
        return self._entry_by_id[entry_id]

    def _spawn(self, spawn: Any) -> Spawn:
        time = spawn.metrics.total_time
        return Spawn(
            mnemonic=spawn.mnemonic,
            label=spawn.target_label.removeprefix("@@" * spawn.target_label.startswith("@@//")),
            runner=spawn.runner,
            cache_hit=spawn.cache_hit,
            seconds=time.seconds + time.nanos / 1e9,
            arguments=tuple(spawn.args),
            environment={one.name: one.value for one in spawn.env_vars},
            platform={one.name: one.value for one in spawn.platform.properties},
            outputs=tuple(one for output in spawn.outputs for one in self._outputs(output)),
            input_set=spawn.input_set_id,
            tool_set=spawn.tool_set_id,
            log=self,
        )

    def _outputs(self, output: Any) -> list[Output]:
        fields = ("output_id", "file_id", "directory_id", "unresolved_symlink_id")
        ids = [one for field in fields if (one := getattr(output, field))]
        if not ids:
            return []
        entry = self._entry(ids[0])
        files = entry.files if hasattr(entry, "files") else ()
        digest = getattr(entry, "digest", None)
        return [
            Output(
                path=entry.path,
                digest=digest.hash if digest else "",
                size=digest.size_bytes if digest else sum(f.digest.size_bytes for f in files),
            )
        ]


def read_execution_log(source: str, log: Path) -> ExecutionLog:
    """Reads a log.

    Raises:
        LogError: if it is empty, cut off, of another format or of a Bazel that is not known.
    """
    return ExecutionLog(source, read_entries(source, log))
