"""All rules of a policy on one image, and all that breaks them in one error."""

from collections.abc import Iterator

from layers.errors import LayersError, raise_all
from layers.graph import Graph
from layers.records import LayerPolicy
from reports.model.image import Image

from policy.layer_rules import layer_problems
from policy.license_rules import license_problems
from policy.package_rules import package_problems
from policy.subject import Subject


def judge(image: Image, policy: LayerPolicy) -> None:
    """Holds an image to a policy.

    Args:
        image: of a report, which tells dependencies.
        policy: of a test.

    Raises:
        LayersError: if the image has something that is not allowed; tells all, once.
    """
    subject = Subject(image=image, policy=policy, graph=Graph(image.binary, image.targets))
    raise_all(list(_problems(subject)))


def _problems(subject: Subject) -> Iterator[LayersError]:
    yield from package_problems(subject)
    yield from license_problems(subject)
    yield from layer_problems(subject)
