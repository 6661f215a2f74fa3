"""Which image of several is meant: one for a platform."""

from collections.abc import Sequence

from images.host import host_platform

from reports.errors import SourceError


def choose(source: str, found: Sequence[str], wanted: str) -> str:
    """Returns the platform whose image is meant.

    Args:
        source: of the images, for errors.
        found: platforms, each "os/architecture" or "os/architecture/variant".
        wanted: the one that the user named; "" for the only one, or that of this machine.

    Raises:
        SourceError: if there is none or more than one; lists those there are.
    """
    asked = wanted or (str(host_platform()) if len(found) > 1 else "")
    fitting = [one for one in found if one == asked or one.startswith(f"{asked}/") or not asked]
    if len(fitting) == 1:
        return fitting[0]
    raise SourceError(
        f"{source}: expected one image for {asked or 'a platform'}, got {len(fitting)}",
        evidence=list(found),
        fix="Name one of the platforms above: --platform=<os>/<architecture>",
    )
