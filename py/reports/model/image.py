"""One image: its layers in order, and what is known of them.

An image of ours tells everything of each layer; of one that others built, what its manifest, its
config and its tars say. What a layer holds is read when it is asked for: a layer may have to be
pulled for it.
"""

import dataclasses
import functools
from collections.abc import Callable, Sequence

from layers.records import Component, Descriptor, Duplicate, ListingEntry, Runfile, Target


@dataclasses.dataclass(frozen=True, kw_only=True)
class Contents:
    """What one layer holds."""

    components: tuple[Component, ...]
    """What `ListingEntry.component` counts: never empty."""

    entries: Sequence[ListingEntry]
    """Everything but directories, in the order of the tar."""

    uncompressed_size: int
    """Bytes of the tar; 0: not known."""

    removed: tuple[str, ...] = ()
    """Dests below it that this layer hides: whiteouts of images that others built."""

    @functools.cached_property
    def content_size(self) -> int:
        """Bytes of its files, raw."""
        return sum(entry.size for entry in self.entries)


class Layer:
    """One layer of an image."""

    def __init__(
        self,
        descriptor: Descriptor,
        read: Callable[[], Contents],
        *,
        is_base: bool = False,
        history: str = "",
        is_local: bool = True,
    ) -> None:
        """Takes what is known before the layer is read.

        Args:
            descriptor: fields that are not known are at their default.
            read: gives what is in it; called at most once.
            is_base: below the layers of ours, which tell what they are.
            history: how the image's config says it was made.
            is_local: it can be read without a network.
        """
        self.descriptor = descriptor
        self.is_base = is_base
        self.history = history
        self.is_local = is_local
        self._read = read

    @functools.cached_property
    def contents(self) -> Contents:
        """What it holds; read on first use.

        Raises:
            LayersError: if it cannot be read.
        """
        return self._read()

    @property
    def size(self) -> int:
        """Bytes that are pulled; of a report made without its layers, those of its files."""
        return self.descriptor.size if self.descriptor.digest else self.descriptor.content_size

    @property
    def component(self) -> Component:
        """What it is called: by itself, or by the one component it holds."""
        named, held = self.descriptor.layer, self.descriptor.components
        return held[0] if not named.name and len(held) == 1 else named

    @property
    def origin(self) -> str:
        """Its origin; "base" below layers of ours, "other" in an image without any."""
        return self.component.origin or ("base" if self.is_base else "other")

    @property
    def name(self) -> str:
        """Name, version and part, as people know it: "fastapi 0.115.0"."""
        component = self.component
        words = [component.name or component.label or self.history or self.descriptor.digest[:19]]
        words += [component.version] if component.version else []
        words += [f"(part {component.part})"] if component.part else []
        return " ".join(words)

    @property
    def identity(self) -> tuple[str, str, int]:
        """What a layer has in common with the one that takes its place in a later image."""
        component = self.component
        if not component.origin:
            return (self.origin, self.history or self.descriptor.digest, 0)
        shared = component.origin in ("interpreter", "pypi")
        name = component.name if shared else self.descriptor.layer.name
        return (component.origin, name, component.part)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Image:
    """One image for one platform."""

    source: str
    """As the user named it."""

    layers: tuple[Layer, ...]
    """The lowest first, the base's among them if it tells of its base."""

    tells_base: bool = True
    """A report does not: it is made without the base."""

    label: str = ""
    """The target that made its layers; "" of images that others built."""

    binary: str = ""
    platform: str = ""
    """"linux/amd64"; "" where it is not known."""

    targets: tuple[Target, ...] = ()
    """Why things are in it; empty but for reports."""

    duplicates: tuple[Duplicate, ...] = ()
    replaced: tuple[Runfile, ...] = ()
    budget: int = 0
    place: str = ""
    """Where the layout of a report is; "" where it is not known."""

    around_size: int = 0
    """Bytes of manifest and config; 0 where they are not known."""

    @property
    def title(self) -> str:
        """What tables call it."""
        return self.label or self.source

    @property
    def has_digests(self) -> bool:
        """Whether it tells what is pulled: a report that was made without its layers does not."""
        return all(layer.descriptor.digest for layer in self.layers)
