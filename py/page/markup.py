"""Jinja2, which wants MarkupSafe in the one of its wheels that fits the interpreter that runs."""

import functools
import pkgutil
import re
from typing import TYPE_CHECKING, Any

from reports.wheels import import_from_wheels

if TYPE_CHECKING:
    import jinja2


@functools.cache
def environment() -> "jinja2.Environment":
    """Returns an environment that escapes everything and knows every name it is asked for."""
    import_from_wheels("markupsafe", "page.markupsafe_wheels")
    import jinja2  # noqa: PLC0415 - wants MarkupSafe at once

    found = jinja2.Environment(
        loader=jinja2.FunctionLoader(functools.partial(page_text, "templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["breakable"] = _breakable
    return found


def page_text(directory: str, name: str) -> str:
    """Returns the text of a file of this package, which may be in an archive.

    Args:
        directory: below the package.
        name: of the file.
    """
    # `importlib.resources` wants more of the standard library than the archive of a tool has.
    data = pkgutil.get_data("page", f"{directory}/{name}")
    if data is None:
        raise FileNotFoundError(f"page/{directory}/{name}")
    return data.decode()


def _breakable(text: str) -> Any:
    """Returns a label that may be broken where its parts end, and not inside a word."""
    from markupsafe import Markup  # noqa: PLC0415 - see `environment`

    return Markup("<wbr>").join(re.split(r"(?<=[/:_])", text))
