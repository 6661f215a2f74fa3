"""Which actions Bazel would run: `aquery --output=jsonproto`.

Source: https://github.com/bazelbuild/bazel/blob/7.7.1/src/main/protobuf/analysis_v2.proto
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """One action. Equal ones, of two queries of one workspace, are the same action."""

    label: str
    """The target that declares it, or whose aspect does."""

    configuration: str
    key: str
    """Changes with the command line and what else shapes the action, inputs apart."""

    mnemonic: str

    requirements: Mapping[str, str]
    """Execution requirements, without those that are empty."""


def read_actions(answer: str) -> dict[str, Action]:
    """Returns the actions of a query by their outputs, paths in the execution root."""
    graph = json.loads(answer)
    labels = {target["id"]: target["label"] for target in graph["targets"]}
    configurations = {each["id"]: each["checksum"] for each in graph["configuration"]}
    fragments = {fragment["id"]: fragment for fragment in graph["pathFragments"]}
    dests = {
        artifact["id"]: _path(fragments, artifact["pathFragmentId"])
        for artifact in graph["artifacts"]
    }
    return {
        dests[output]: Action(
            label=labels[action["targetId"]],
            configuration=configurations[action["configurationId"]],
            key=action["actionKey"],
            mnemonic=action["mnemonic"],
            requirements={
                info["key"]: info["value"]
                for info in action.get("executionInfo", ())
                if info.get("value")
            },
        )
        for action in graph["actions"]
        for output in action["outputIds"]
    }


def _path(fragments: Mapping[int, Mapping[str, Any]], fragment_id: int) -> str:
    """Joins the segments of a path, which are a list linked from its end."""
    fragment = fragments[fragment_id]
    parent = fragment.get("parentId")
    name: str = fragment["label"]
    return f"{_path(fragments, parent)}/{name}" if parent else name
