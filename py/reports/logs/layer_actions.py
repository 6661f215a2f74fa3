"""Which actions of a log are ours, and how they came to their results."""

import dataclasses
from collections.abc import Iterable

from reports.logs.execution_log import ExecutionLog, Spawn

_OURS = ("PyLayer", "PyImage")
"""How the mnemonics of all our actions begin."""

_LAYER_MNEMONICS = ("PyLayerMember", "PyLayerBucket", "PyLayerCertificates", "PyLayerOwn")
"""Those that write a layer."""

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


def is_ours(mnemonic: str) -> bool:
    """Tells whether an action is one of rules_py_layers."""
    return mnemonic.startswith(_OURS)


def layer_actions(log: ExecutionLog) -> list[LayerAction]:
    """Returns the actions of rules_py_layers, in the order of the log."""
    return [
        LayerAction(
            spawn=spawn,
            origin=_origin(spawn),
            size=sum(output.size for output in spawn.outputs),
        )
        for spawn in log.spawns
        if is_ours(spawn.mnemonic)
    ]


def _origin(spawn: Spawn) -> str:
    if spawn.mnemonic not in _LAYER_MNEMONICS:
        return ""
    if spawn.mnemonic == "PyLayerCertificates":
        return "external"
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
