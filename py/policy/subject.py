"""What is judged, and what every error says of an offender: how it comes into the image."""

import dataclasses
from collections.abc import Sequence

from layers.graph import Graph
from layers.records import Component, LayerPolicy
from reports.model.image import Image
from reports.model.packages import Package


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """An image and the policy it is held to."""

    image: Image
    policy: LayerPolicy
    graph: Graph

    def chain(self, component: Component) -> str:
        """Returns the shortest way from the binary to what owns a component, on one line."""
        chain = self.graph.chain(component.label)
        if chain:
            return " → ".join(chain)
        return f"{component.label or component.name}: {component.fact or 'no target names it'}"

    def chains(self, package: Package) -> Sequence[str]:
        """Returns the lines of evidence for a package."""
        return [self.chain(package.components[0])]

    def edit_without(self, package: Package) -> str:
        """Returns the start of a sentence: which dependency leaves, for a package to leave.

        It is the last on the way that first-party code names: of others, nobody can edit the deps.
        """
        chain = self.graph.chain(package.label)
        own = [n for n, label in enumerate(chain[:-1]) if label.startswith("//")]
        if own:
            return f"Drop {chain[own[-1] + 1]} from the deps of {chain[own[-1]]}"
        return f"Take {package.label or package.name} out of what {self.image.binary} depends on"
