"""The table of layers, packages and files, in a browser."""

from typing import Any

from e2e.page.case import CRUMBS, FOCUS, NAMES, ROWS, PageCase


class TableTest(PageCase):
    """It sorts and filters, by mouse and by keys."""

    def test_the_table_sorts(self) -> None:
        """By any column, both ways, with words for who does not see the arrow."""
        self.open("plain")
        self.click("#tab-files")
        sizes = self._sizes()
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertEqual(self._sorted(), ["descending"])
        self.click("#table th:last-child .sort")
        sizes = self._sizes()
        self.assertEqual(sizes[0], 0)
        self.assertEqual(sizes, sorted(sizes))
        self.assertEqual(self._sorted(), ["ascending"])
        self.click("#table th .sort")
        names = self.value(NAMES)
        self.assertEqual(names, sorted(names))
        self.assertTrue(self.value("document.activeElement.classList.contains('sort')"))

    def _sizes(self) -> list[float]:
        texts = self.value(f"{ROWS}.map(row => row.lastElementChild.textContent)")
        factor = {"B": 1, "kB": 1e3, "MB": 1e6}
        return [float(number) * factor[unit] for number, unit in map(str.split, texts)]

    def _sorted(self) -> Any:
        return self.value("[...document.querySelectorAll('[aria-sort]')].map(th => th.ariaSort)")

    def test_the_table_filters(self) -> None:
        """All words must be there; Escape shows all again; an origin alone."""
        self.open("plain")
        self.click("#tab-files")
        self.focus("#filter")
        self.browser.write("CFFI .so")
        names = self.value(NAMES)
        self.assertTrue(names)
        for name in names:
            self.assertIn("cffi", name)
            self.assertIn(".so", name)
        count = self.value("document.querySelector('#count').textContent")
        files = sum(layer["file_count"] for layer in self.report["layers"])
        self.assertEqual(count, f"{len(names)} of {files:,} files")
        self.browser.press("Escape")
        count = self.value("document.querySelector('#count').textContent")
        self.assertEqual(count, f"{files:,} files")
        self.browser.write("no such file")
        self.assertEqual(
            self.value("document.querySelector('#table tbody').innerText.trim()"),
            "Nothing has all these words.",
        )

    def test_rows_by_keys(self) -> None:
        """Arrows go along the rows; Enter shows one in the map."""
        self.open("plain")
        self.focus("#table .open")
        self.browser.press("ArrowDown", "ArrowDown")
        name = self.value(FOCUS)
        self.assertEqual(name, self.value(NAMES)[2])
        self.browser.press("Enter")
        self.assertEqual(self.value(CRUMBS)[-1], name)

    def test_tabs_by_keys(self) -> None:
        """As of the pattern for tabs: arrows choose."""
        self.open("plain")
        self.focus("#tab-layers")
        self.browser.press("ArrowRight", "ArrowRight")
        self.assertEqual(self.value("document.activeElement.id"), "tab-files")
        self.assertEqual(
            self.value("document.querySelector('#table').getAttribute('aria-labelledby')"),
            "tab-files",
        )

    def test_twenty_thousand_files(self) -> None:
        """All counted, few drawn; more are shown when they are asked for."""
        self.open("large")
        self.click("#tab-files")
        self.assertEqual(self.value("document.querySelector('#count').textContent"), "20,000 files")
        self.assertEqual(self.value(f"{ROWS}.length"), 100)
        self.click("#more")
        self.assertEqual(self.value(f"{ROWS}.length"), 1100)
        self.assertLess(self.value("document.querySelectorAll('*').length"), 15_000)
