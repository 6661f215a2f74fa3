"""A compact execution log, put together from its entries: an entry names others by their numbers.

Source: https://github.com/bazelbuild/bazel/blob/8.0.0/src/main/protobuf/spawn.proto
"""

from pathlib import Path
from typing import Any

from reports.errors import LogError
from reports.logs.entries import read_entries
from reports.logs.execution_log import LINK, ExecutionLog, Files, Output, Spawn, plain_label

_IDS_IN_SETS = ("file_ids", "directory_ids", "unresolved_symlink_ids", "input_ids")
_IDS_OF_OUTPUTS = ("output_id", "file_id", "directory_id", "unresolved_symlink_id")
"""The first ones from Bazel 7.4 on, the others before it."""


def read_compact_log(source: str, log: Path) -> ExecutionLog:
    """Reads a log.

    Args:
        source: as the user named it.
        log: where it is.

    Raises:
        LogError: if it is empty, cut off, of another format or of a Bazel that is not known.
    """
    read, spawns, invocation = _Entries(source), list[Spawn](), ""
    for entry in read_entries(source, log):
        kind = entry.WhichOneof("type")
        if kind == "spawn":
            spawns.append(_spawn(entry.spawn, read))
        elif kind == "invocation":
            invocation = entry.invocation.id
        else:
            read.add(entry.id, getattr(entry, kind))
    return ExecutionLog(source, spawns, invocation)


class _Entries:
    """The entries that others name."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._entry_by_id: dict[int, Any] = {}
        self._files_by_id: dict[int, Files] = {}

    def add(self, entry_id: int, entry: Any) -> None:
        """Takes an entry; one without a number is named by none."""
        if entry_id:
            self._entry_by_id[entry_id] = entry

    def entry(self, entry_id: int) -> Any:
        """Returns what stands under a number.

        Raises:
            LogError: if nothing does.
        """
        if entry_id not in self._entry_by_id:
            raise LogError(
                f"{self._source}: expected entry {entry_id} before what names it, got none",
                fix="Use a rules_py_layers that knows the Bazel that wrote it.",
            )
        return self._entry_by_id[entry_id]

    def files(self, set_id: int) -> Files:
        """Returns the files of an input set; 0: none."""
        if set_id and set_id not in self._files_by_id:
            found: dict[str, str] = {}
            entry = self.entry(set_id)
            for one in entry.transitive_set_ids:
                found.update(self.files(one))
            for one in (i for field in _IDS_IN_SETS for i in getattr(entry, field)):
                found.update(self._files_in(self.entry(one)))
            self._files_by_id[set_id] = found
        return self._files_by_id.get(set_id, {})

    def _files_in(self, entry: Any) -> Files:
        kind = type(entry).__name__
        if kind == "Directory":
            return {f"{entry.path}/{file.path}": file.digest.hash for file in entry.files}
        if kind == "RunfilesTree":
            files = self.files(entry.input_set_id)
            return {f"{entry.path}: {path}": digest for path, digest in files.items()}
        if kind == "UnresolvedSymlink":
            return {entry.path: f"{LINK}{entry.target_path}"}
        return {entry.path: entry.digest.hash}


def _spawn(spawn: Any, read: _Entries) -> Spawn:
    time = spawn.metrics.total_time

    def tools() -> Files:
        return read.files(spawn.tool_set_id)

    def inputs() -> Files:
        own = tools()
        files = read.files(spawn.input_set_id)
        return {path: digest for path, digest in files.items() if path not in own}

    return Spawn(
        mnemonic=spawn.mnemonic,
        label=plain_label(spawn.target_label),
        runner=spawn.runner,
        cache_hit=spawn.cache_hit,
        seconds=time.seconds + time.nanos / 1e9,
        arguments=tuple(spawn.args),
        environment={one.name: one.value for one in spawn.env_vars},
        platform={one.name: one.value for one in spawn.platform.properties},
        outputs=tuple(one for output in spawn.outputs for one in _outputs(output, read)),
        inputs=inputs,
        tools=tools,
    )


def _outputs(output: Any, read: _Entries) -> list[Output]:
    ids = [one for field in _IDS_OF_OUTPUTS if (one := getattr(output, field))]
    if not ids:
        return []
    entry = read.entry(ids[0])
    digest = getattr(entry, "digest", None)
    files = getattr(entry, "files", ())
    size = digest.size_bytes if digest else sum(file.digest.size_bytes for file in files)
    return [Output(path=entry.path, digest=digest.hash if digest else "", size=size)]
