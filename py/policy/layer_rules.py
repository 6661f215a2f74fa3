"""What the layers of an image may be: their number, their origins, what they hold together."""

from collections.abc import Iterator

from layers.errors import CheckError
from layers.records import Component
from reports.model.image import Layer

from policy.subject import Subject

_OWN = ("internal", "app")
_SHOWN = 5


def layer_problems(subject: Subject) -> Iterator[CheckError]:
    """Yields an error for every rule on layers that is broken."""
    policy, image = subject.policy, subject.image
    if policy.max_layers and len(image.layers) > policy.max_layers:
        yield _too_many(subject)
    for origin in policy.forbidden_origins:
        yield from _of_origin(subject, origin)
    if policy.own_code_apart:
        for layer in image.layers:
            yield from _mixed(subject, layer)


def _too_many(subject: Subject) -> CheckError:
    policy, layers = subject.policy, subject.image.layers
    counts: dict[str, int] = {}
    for layer in layers:
        counts[layer.origin] = counts.get(layer.origin, 0) + 1
    return CheckError(
        f"{policy.label}: expected at most {policy.max_layers} layers, got {len(layers)}",
        evidence=[f"{origin}: {count}" for origin, count in counts.items()],
        fix=f"Set `budget = {policy.max_layers}` of {subject.image.label}, or raise `max_layers` "
        f"of {policy.label}.",
    )


def _of_origin(subject: Subject, origin: str) -> Iterator[CheckError]:
    found = [
        component
        for layer in subject.image.layers
        for component in layer.contents.components
        if component.origin == origin
    ]
    if not found:
        return
    label = subject.policy.label
    shown = [f"{_name(one)}: {subject.chain(one)}" for one in found[:_SHOWN]]
    more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    yield CheckError(
        f"{label}: expected nothing of the origin {origin!r} in the image, got {len(found)}",
        evidence=[*shown, *more],
        fix=f"Take these out of the deps and data of {subject.image.binary}, or {origin!r} out of "
        f"`forbidden_origins` of {label}.",
    )


def _mixed(subject: Subject, layer: Layer) -> Iterator[CheckError]:
    components = layer.contents.components
    own = [component for component in components if component.origin in _OWN]
    others = [component for component in components if component.origin not in _OWN]
    if not own or not others:
        return
    label, image = subject.policy.label, subject.image
    yield CheckError(
        f"{label}: expected first-party code and dependencies in layers of their own, got both in "
        f"{layer.name!r}",
        evidence=[
            *(f"{_name(one)}: {subject.chain(one)}" for one in own[:_SHOWN]),
            *(f"{one.origin}: {_name(one)}" for one in others[:_SHOWN]),
        ],
        fix="Take the code out of the entry of `dep_layers` that makes this layer, or split "
        f"{image.label} by `auto_layers = True`.",
    )


def _name(component: Component) -> str:
    return f"{component.name or component.label} {component.version}".rstrip()
