"""Which format a log has."""

from pathlib import Path

from reports.logs.compact_log import read_compact_log
from reports.logs.execution_log import ExecutionLog
from reports.logs.json_log import is_json_log, read_json_log


def read_execution_log(source: str, log: Path) -> ExecutionLog:
    """Reads an execution log, compact or of JSON.

    Args:
        source: as the user named it.
        log: where it is.

    Raises:
        LogError: if it is empty, cut off, of another format or of a Bazel that is not known.
    """
    if is_json_log(log):
        return read_json_log(source, log.read_text(encoding="utf-8", errors="replace"))
    return read_compact_log(source, log)
