"""Which actions of a log are ours, and how they came to their results."""

import dataclasses
from collections.abc import Iterable

from reports.logs.execution_log import ExecutionLog, Spawn

LAYER_MNEMONICS = ("PyLayerMember", "PyLayerBucket", "PyLayerOwn")
"""Those that write a layer."""

_OTHER_MNEMONICS = ("PyImage", "PyImageBase", "PyLayerCheck", "PyLayerReport", "PyLayerTool")
_OWN_ORIGINS = ("links", "external", "internal", "app")
_TAR = (".tar", ".tar.gz", ".tar.zst")

HIT, MISS = "hit", "miss"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LayerAction:
    """One action of ours."""

    spawn: Spawn
    origin: str
    """Of the layer that it writes; "" where it writes none."""

    size: int
    """Bytes of its outputs."""

    @property
    def outcome(self) -> str:
        """As Bazel says it: "miss: linux-sandbox", "disk cache hit", "remote cache hit"."""
        return self.spawn.runner if self.spawn.cache_hit else f"{MISS}: {self.spawn.runner}"


def layer_actions(log: ExecutionLog) -> list[LayerAction]:
    """Returns the actions of rules_py_layers, in the order of the log."""
    return [
        LayerAction(
            spawn=spawn,
            origin=_origin(spawn),
            size=sum(output.size for output in spawn.outputs),
        )
        for spawn in log.spawns
        if spawn.mnemonic in (*LAYER_MNEMONICS, *_OTHER_MNEMONICS)
    ]


def _origin(spawn: Spawn) -> str:
    if spawn.mnemonic not in LAYER_MNEMONICS:
        return ""
    if spawn.mnemonic == "PyLayerOwn":
        return _own_origin(output.path for output in spawn.outputs)
    return "interpreter" if spawn.label.endswith("//layering:interpreter_member") else "pypi"


def _own_origin(paths: Iterable[str]) -> str:
    """The layers that one image has alone are called after it and their origin."""
    for path in paths:
        for extension in _TAR:
            origin = path.removesuffix(extension).rpartition(".")[2]
            if path.endswith(extension) and origin in _OWN_ORIGINS:
                return origin
    return ""
