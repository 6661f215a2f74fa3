"""What the image's config says: how the settings, the base's config and the layers join.

Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from layers.oci.base import Base
    from layers.records import Component, Descriptor, ImageRequest

CREATED = "1970-01-01T00:00:00Z"
"""Every time in an image that a build does not stamp: the one that does not change."""

COMMENT = "rules_py_layers"
"""In the history of an image: of each layer that is ours."""

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Where a base that says nothing has its programs."""
_INHERITED = ("os.version", "os.features", "variant")


def image_config(
    request: ImageRequest, layers: Sequence[Descriptor], base: Base | None
) -> dict[str, Any]:
    """Returns the config of an image.

    Args:
        request: the settings; checked.
        layers: the layers of ours, in order.
        base: what stands below them, or `None`.

    Returns:
        The JSON object.
    """
    inherited = base.config if base else {}
    config: dict[str, Any] = {k: inherited[k] for k in _INHERITED if inherited.get(k)}
    config |= {
        "architecture": request.architecture,
        "os": request.os,
        "created": request.created or CREATED,
        "config": _process(request, inherited.get("config") or {}),
        "rootfs": {
            "type": "layers",
            "diff_ids": [*(base.diff_ids if base else ()), *(d.diff_id for d in layers)],
        },
        "history": [*(_base_history(base) if base else ()), *map(_history, layers)],
    }
    if request.variant:
        config["variant"] = request.variant
    return config


def named(descriptor: Descriptor) -> Component:
    """Returns what a layer is called: by itself, or by the one component it holds."""
    if descriptor.layer.name or len(descriptor.components) != 1:
        return descriptor.layer
    return descriptor.components[0]


def _process(request: ImageRequest, inherited: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the `config` object: settings of ours win, the rest is as in the base."""
    process = {k: v for k, v in inherited.items() if v not in (None, "", [], {})}
    if request.entrypoint:
        process.pop("Cmd", None)  # arguments of a program that no longer runs
    own: dict[str, Any] = {
        "Entrypoint": list(request.entrypoint),
        "Cmd": list(request.cmd),
        "Env": _merged_env(process.get("Env", ()), _own_env(process.get("Env", ()), request)),
        "User": request.user,
        "WorkingDir": request.workdir,
        "ExposedPorts": {**process.get("ExposedPorts", {}), **_exposed(request.ports)},
        "Labels": {**process.get("Labels", {}), **request.labels},
    }
    return process | {k: v for k, v in own.items() if v}


def _exposed(ports: Iterable[str]) -> dict[str, Any]:
    """Returns ports as engines write them: one without a protocol is TCP's."""
    return {port if "/" in port else f"{port}/tcp": {} for port in ports}


def _own_env(base: Iterable[str], request: ImageRequest) -> list[str]:
    """Returns the variables of the request, and PATH with its prefix before the base's."""
    if not request.path_prefix or any(one.startswith("PATH=") for one in request.env):
        return list(request.env)
    paths = [one.partition("=")[2] for one in base if one.startswith("PATH=")]
    return [f"PATH={request.path_prefix}:{(paths or [_PATH])[-1]}", *request.env]


def _merged_env(base: Iterable[str], ours: Iterable[str]) -> list[str]:
    """Returns the variables in the order of the base, then of ours; the last value of a name."""
    value_by_name: dict[str, str] = {}
    for variable in (*base, *ours):
        value_by_name[variable.partition("=")[0]] = variable
    return list(value_by_name.values())


def _history(descriptor: Descriptor) -> dict[str, Any]:
    layer = named(descriptor)
    words = (layer.origin, layer.name, layer.version, layer.label)
    said = dict.fromkeys(word for word in words if word)  # a library's name is its label
    return {"created": CREATED, "created_by": " ".join(said), "comment": COMMENT}


def _base_history(base: Base) -> list[Any]:
    """Returns the base's history, or one entry per layer where it does not tell of every layer."""
    history = base.config.get("history") or []
    if sum(not entry.get("empty_layer") for entry in history) == len(base.layers):
        return list(history)
    return [{"created": CREATED, "created_by": "base image"} for _ in base.layers]
