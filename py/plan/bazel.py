"""What the user's Bazel is asked: which images there are, and what their layers are."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from plan.errors import BazelError

_REPOSITORY = Path(__file__).parents[2]
"""Of this module, in the runfiles, where its name is the one that Bazel gave it; or a checkout."""


def label(target: str) -> str:
    """Returns the label of a target of this module, as a command line takes it."""
    is_main = _REPOSITORY.name == "_main" or (_REPOSITORY / "MODULE.bazel").exists()
    return target if is_main else f"@@{_REPOSITORY.name}{target}"


class Bazel:
    """The Bazel of one workspace."""

    def __init__(self, workspace: Path, environment: Mapping[str, str]) -> None:
        """Chooses the program: `$BAZEL`, the workspace's own `bazelw`, or `bazel`.

        Args:
            workspace: the directory that `bazel run` was called for.
            environment: of this process.
        """
        self._workspace = workspace
        wrapper = workspace / "bazelw"
        own = str(wrapper) if os.access(wrapper, os.X_OK) else "bazel"
        self._program = environment.get("BAZEL") or own

    def query(self, expression: str) -> list[str]:
        """Returns the labels that `bazel query` answers with, sorted.

        Raises:
            BazelError: if it fails; Bazel has said why on stderr.
        """
        words = ("--output=label", "--order_output=no", "--noshow_progress", expression)
        return sorted(set(self._run("query", *words).split()))

    def build(
        self, targets: Sequence[str], groups: Sequence[str], *flags: str
    ) -> dict[str, dict[str, list[Path]]]:
        """Builds output groups.

        Args:
            targets: labels.
            groups: names of output groups.
            flags: of the build.

        Returns:
            Files by label and name of the group.

        Raises:
            BazelError: if it fails; Bazel has said why on stderr.
        """
        with tempfile.TemporaryDirectory() as directory:
            events, pattern = Path(directory) / "events.json", Path(directory) / "targets"
            pattern.write_text("".join(f"{target}\n" for target in targets), encoding="utf-8")
            self._run(
                "build",
                *flags,
                f"--output_groups={','.join(groups)}",
                f"--build_event_json_file={events}",
                # What a remote cache has must lie here to be read.
                "--remote_download_outputs=toplevel",
                f"--target_pattern_file={pattern}",
            )
            return files_of(events.read_text(encoding="utf-8"))

    def _run(self, *words: str) -> str:
        try:
            done = subprocess.run(
                [self._program, *words],
                cwd=self._workspace,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                check=False,
            )
        except OSError as error:
            raise BazelError(
                f"{self._program}: expected the Bazel of this workspace, got {error.strerror!r}",
                fix="Set BAZEL to the program that you run.",
            ) from None
        if done.returncode:
            raise BazelError(
                f"{self._program} {words[0]}: expected exit code 0, got {done.returncode}",
                evidence=[" ".join(words[1:])],
                fix="Bazel has said above what is wrong.",
            )
        return done.stdout


def files_of(events: str) -> dict[str, dict[str, list[Path]]]:
    """Returns the files that a build made, by label and output group.

    Args:
        events: one JSON object per line, https://bazel.build/remote/bep
    """
    sets: dict[str, Any] = {}
    completed: dict[str, Any] = {}
    for line in events.splitlines():
        event = json.loads(line)
        if "namedSetOfFiles" in event:
            sets[event["id"]["namedSet"]["id"]] = event["namedSetOfFiles"]
        elif "completed" in event and event["completed"].get("success"):
            completed[event["id"]["targetCompleted"]["label"]] = event["completed"]
    return {
        target: {
            group["name"]: sorted(set(_files(sets, group.get("fileSets", ()))))
            for group in outcome.get("outputGroup", ())
        }
        for target, outcome in completed.items()
    }


def _files(sets: Mapping[str, Any], named: Sequence[Mapping[str, str]]) -> Iterator[Path]:
    """Yields the files of sets and of the sets in them."""
    waiting, seen = [one["id"] for one in named], set[str]()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        for file in sets[key].get("files", ()):
            yield Path(unquote(urlparse(file["uri"]).path))
        waiting += [one["id"] for one in sets[key].get("fileSets", ())]
