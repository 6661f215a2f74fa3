"""Which image of several is meant: one for a platform."""

import platform
from collections.abc import Sequence

from reports.errors import SourceError

_ARCHITECTURES = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64"}
"""What Go calls them: https://go.dev/doc/install/source#environment."""


def choose(source: str, found: Sequence[str], wanted: str) -> str:
    """Returns the platform whose image is meant.

    Args:
        source: of the images, for errors.
        found: platforms, each "os/architecture" or "os/architecture/variant".
        wanted: the one that the user named; "" for the only one, or that of this machine.

    Raises:
        SourceError: if there is none or more than one; lists those there are.
    """
    machine = platform.machine()
    here = f"linux/{_ARCHITECTURES.get(machine, machine)}"
    asked = wanted or (here if len(found) > 1 else "")
    fitting = [one for one in found if one == asked or one.startswith(f"{asked}/") or not asked]
    if len(fitting) == 1:
        return fitting[0]
    raise SourceError(
        f"{source}: expected one image for {asked or 'a platform'}, got {len(fitting)}",
        evidence=list(found),
        fix="Name one of the platforms above: --platform=<os>/<architecture>",
    )
