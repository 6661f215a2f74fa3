"""What every test of the page starts from: pages of real and of made-up reports, and a browser.

    python3 -m unittest discover -v -s e2e/page -t . -p '*_test.py'

Needs chromium; builds two reports and the program first.
"""

import atexit
import functools
import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any, ClassVar

from e2e.page.browser import Browser
from e2e.page.reports import hostile_report, large_report
from e2e.rebuild.images import label_of

_ROOT = Path(__file__).resolve().parents[2]
_BUILT = _ROOT / "bazel-bin"
_REPORTS = (
    "e2e/hello_fastapi/hello-fastapi_layer_report.layers",
    "e2e/two_services/worker_layer_report.layers",
)
_PAGE = "e2e/two_services/worker_layer_report.html"
_FILES = 20_000
_NOISE = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")

WIDE = {"width": 1280, "height": 1000}
NARROW = {"width": 400, "height": 800}

ROWS = "[...document.querySelectorAll('#table tbody tr')]"
CELLS = "[...document.querySelectorAll('#map .cell')]"
NAMES = f"{ROWS}.map(row => row.querySelector('.open').textContent)"
FOCUS = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
CRUMBS = "[...document.querySelectorAll('#crumbs button')].map(crumb => crumb.textContent)"


class PageCase(unittest.TestCase):
    """A browser, and pages: plain, which Bazel made; changed, hostile and large, made by hand."""

    browser: ClassVar[Browser]
    pages: ClassVar[Path]
    report: ClassVar[dict[str, Any]]
    """Of plain and, against another image, of changed."""

    opened: str = ""

    @classmethod
    def setUpClass(cls) -> None:
        """Makes the pages and starts the browser."""
        cls.pages, cls.report = _pages()
        cls.browser = cls.enterClassContext(Browser())

    def tearDown(self) -> None:
        """Looks at the last page."""
        self.assert_quiet()
        self.browser.events.clear()

    def assert_quiet(self) -> None:
        """No page may say anything on the console or ask for anything but itself."""
        events = self.browser.events
        said = [event for event in events if event.get("method") in _NOISE]
        self.assertEqual(said, [])  # noqa: PT009 - runs without pytest
        asked = [
            event["params"]["request"]["url"]
            for event in events
            if event.get("method") == "Network.requestWillBeSent"
        ]
        self.assertEqual(asked, [self.opened] if self.opened else [])  # noqa: PT009

    def open(self, name: str, size: dict[str, int] | None = None, *, dark: bool = False) -> None:
        """Opens a page, in a wide window of light colours unless told otherwise."""
        self.assert_quiet()
        page = self.pages / f"{name}.html"
        self.opened = page.as_uri()
        self.browser.open(page, **(size or WIDE), dark=dark)

    def value(self, expression: str) -> Any:
        """Returns the value of an expression in the page."""
        return self.browser.value(expression)

    def click(self, selector: str) -> None:
        """Clicks the first element that a selector names."""
        self.value(f"document.querySelector({json.dumps(selector)}).click()")

    def focus(self, selector: str) -> None:
        """Gives the focus to the first element that a selector names."""
        self.value(f"document.querySelector({json.dumps(selector)}).focus()")


@functools.cache
def _pages() -> tuple[Path, dict[str, Any]]:
    """Makes all pages, once for all tests."""
    directory = tempfile.TemporaryDirectory(prefix="page-")
    atexit.register(directory.cleanup)
    pages = Path(directory.name)
    targets = (*map(label_of, (*_REPORTS, _PAGE)), "//py:report_page")
    subprocess.run(["./bazelw", "build", *targets], cwd=_ROOT, check=True)
    old, new = (_BUILT / f"{report}.json" for report in _REPORTS)
    hostile_report(pages / "hostile.json")
    large_report(pages / "large.json", _FILES)
    shutil.copyfile(_BUILT / _PAGE, pages / "plain.html")
    _write_page(pages / "changed.html", new, f"--baseline={old}")
    _write_page(pages / "hostile.html", pages / "hostile.json")
    _write_page(pages / "large.html", pages / "large.json")
    report: dict[str, Any] = json.loads(new.read_bytes())
    return pages, report


def _write_page(html: Path, report: Path, *more: str) -> None:
    program = _BUILT / "py" / "report_page"
    subprocess.run([program, f"--report={report}", f"--html={html}", *more], check=True)
