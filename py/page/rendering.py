"""One file from the templates, the scripts and the styles: nothing in it is fetched.

The policy in the page's head names scripts and styles by their hashes and allows nothing else: no
network, and no script that a file's name could smuggle in.

Source: https://www.w3.org/TR/CSP3/#framework-directive-source-list
"""

import base64
import hashlib
import json
from typing import Any

from reports.model import Image
from reports.model.difference import Difference

from page.changes import changes_of
from page.markup import environment, page_text
from page.overview import overview_of
from page.page_data import page_data

_SCRIPTS = (
    "report.js",
    "elements.js",
    "tree.js",
    "squares.js",
    "bar.js",
    "details.js",
    "directions.js",
    "map.js",
    "rows.js",
    "table.js",
    "page.js",
)
"""One scope, in this order."""

_STYLES = (
    "colours.css",
    "layout.css",
    "figures.css",
    "bar.css",
    "map.css",
    "table.css",
    "print.css",
)


def render(image: Image, difference: Difference | None = None) -> str:
    """Returns the page of an image; the same for the same image.

    Args:
        image: of a report.
        difference: from the baseline to it, where one is given.

    Raises:
        LayersError: if a layer cannot be read.
    """
    script, style = _joined(_SCRIPTS, first='"use strict";\n'), _joined(_STYLES)
    page = environment().get_template("page.html.j2")
    html: str = page.render(
        overview=overview_of(image),
        changes=changes_of(difference) if difference else None,
        data=script_json(page_data(image, difference)),
        policy="; ".join(
            (
                "default-src 'none'",
                f"script-src '{_source_of(script)}'",
                f"style-src '{_source_of(style)}'",
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
        script=script,
        style=style,
    )
    return html


def script_json(value: Any) -> str:
    """Returns a value as JSON that may stand inside a `<script>`: ASCII, without `<`, `>` and `&`.

    Source: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
    """
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"})


def _joined(names: tuple[str, ...], first: str = "") -> str:
    files = [page_text("assets", name) for name in names]
    return first + "\n".join(files)


def _source_of(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
