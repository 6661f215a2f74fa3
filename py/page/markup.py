"""Jinja2, which wants MarkupSafe in the one of its wheels that fits the interpreter that runs."""

import functools
import re
from typing import TYPE_CHECKING, Any

from reports.wheels import import_from_wheels

if TYPE_CHECKING:
    import jinja2


@functools.cache
def environment(directory: str) -> "jinja2.Environment":
    """Returns an environment that escapes everything and knows every name it is asked for.

    Args:
        directory: of the templates.
    """
    import_from_wheels("markupsafe", "page.markupsafe_wheels")
    import jinja2  # noqa: PLC0415 - wants MarkupSafe at once

    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(directory),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["breakable"] = _breakable
    return found


def _breakable(text: str) -> Any:
    """Returns a label that may be broken where its parts end, and not inside a word."""
    from markupsafe import Markup  # noqa: PLC0415 - see `environment`

    return Markup("<wbr>").join(re.split(r"(?<=[/:_])", text))
