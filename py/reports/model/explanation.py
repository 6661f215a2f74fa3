"""What is told of a file or a package: where it is, and why."""

import dataclasses

from layers.graph import Graph

from reports.model.image import Image
from reports.model.packages import Package, packages_of

_OF_A_PACKAGE = ":__pkg__"
"""Ends the labels of components whose files no target names."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Savings:
    """What an image is without a package."""

    packages: tuple[Package, ...]
    """That nothing else brings, with the package itself."""

    others: tuple[str, ...]
    """Labels of other targets that nothing else brings and that own files."""

    content_size: int
    """Bytes of the files of `packages`."""

    layer_size: int
    """Bytes of layers that hold nothing else."""


def chain_to(image: Image, graph: Graph, label: str) -> list[str]:
    """Returns why a target's files are in an image: labels, from what names it to the target.

    Args:
        image: that has them.
        graph: of the image.
        label: of a target or a component.

    Returns:
        From the binary, or another program of the image. What no dependency brings comes from the
        toolchain of the binary, or from an attribute of the image. Empty: not known.
    """
    chain = graph.chain(label)
    if chain or not graph or not label or label.endswith(_OF_A_PACKAGE):
        return chain
    toolchain = any(
        layer.origin == "interpreter" and layer.component.label == label for layer in image.layers
    )
    return [*dict.fromkeys([image.binary if toolchain else image.label, label])]


def brought_by(graph: Graph, package: Package) -> list[str]:
    """Returns the targets that name a package, each with a way from the binary to it."""
    labels = {component.label for component in package.components}
    return sorted({one for label in labels for one in graph.named_by(label)} - labels)


def savings_without(image: Image, graph: Graph, package: Package) -> Savings:
    """Returns what would leave an image with a package.

    Args:
        image: that has it.
        graph: of the image; not empty.
        package: of the image.
    """
    lost = graph.lost_without([component.label for component in package.components])
    packages = tuple(one for one in packages_of(image) if one.label in lost)
    positions = {n for one in packages for n in one.positions}
    gone = {one.label for one in packages}
    layers = [image.layers[n] for n in positions]
    owners = {c.label for layer in image.layers for c in layer.contents.components}
    return Savings(
        packages=packages,
        others=tuple(sorted((lost & owners) - gone)),
        content_size=sum(one.content_size for one in packages),
        layer_size=sum(
            layer.size
            for layer in layers
            if all(component.label in gone for component in layer.contents.components)
        ),
    )
