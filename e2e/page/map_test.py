"""The map of what is inside, in a browser."""

from e2e.page.case import CELLS, CRUMBS, FOCUS, NARROW, PageCase


class MapTest(PageCase):
    """Areas, keys, details."""

    def test_areas_of_the_map_are_sizes(self) -> None:
        """Two parts of one whole have areas like their sizes."""
        self.open("plain")
        found = self.value(
            f"{CELLS}.filter(c => c.classList.contains('level-1')).map(c => "
            "[c.textContent, c.offsetWidth * c.offsetHeight])"
        )
        area = {title.split(" ")[0].rstrip("0123456789."): size for title, size in found}
        raw: dict[str, int] = {}
        for layer in self.report["layers"]:
            origin = layer["layer"]["origin"]
            raw[origin] = raw.get(origin, 0) + layer["content_size"]
        self.assertAlmostEqual(
            area["pypi"] / area["interpreter"], raw["pypi"] / raw["interpreter"], delta=0.05
        )

    def test_cells_lie_within_the_map_and_siblings_apart(self) -> None:
        """No cell covers another of its level."""
        self.open("plain")
        overlaps = self.value(
            f"""(() => {{
              const boxes = {CELLS}.filter(c => c.classList.contains("level-2"))
                .map(c => c.getBoundingClientRect());
              const all = document.querySelector("#map").getBoundingClientRect();
              const out = boxes.filter(b => b.left < all.left - 1 || b.right > all.right + 1
                || b.top < all.top - 1 || b.bottom > all.bottom + 1);
              const over = boxes.flatMap((a, n) => boxes.slice(n + 1).filter(b =>
                a.left < b.right - 1 && b.left < a.right - 1 &&
                a.top < b.bottom - 1 && b.top < a.bottom - 1));
              return [boxes.length > 5, out.length, over.length];
            }})()"""
        )
        self.assertEqual(overlaps, [True, 0, 0])

    def test_the_map_by_keys(self) -> None:
        """Enter goes in, Escape comes back to the same cell, arrows go to a neighbour."""
        self.open("plain")
        self.focus("#map .cell")
        self.assertTrue(self.value(FOCUS).startswith("pypi, origin"))
        self.browser.press("Enter")
        self.assertEqual(self.value(CRUMBS), ["image", "pypi"])
        first = self.value(FOCUS)
        self.browser.press("ArrowDown")
        self.browser.press("ArrowRight")
        second = self.value(FOCUS)
        self.assertNotEqual(first, second)
        self.assertFalse(self.value("document.querySelector('.ring').hidden"))
        self.browser.press("Enter")
        self.assertEqual(len(self.value(CRUMBS)), 3)
        self.assertIn("parts", self.value("document.querySelector('#status').textContent"))
        self.browser.press("Escape")
        self.assertEqual(self.value(FOCUS), second)
        self.browser.press("Escape", "Escape")
        self.assertEqual(self.value(CRUMBS), ["image"])
        self.assertTrue(self.value(FOCUS).startswith("pypi, origin"))

    def test_details_tell_why_something_is_there(self) -> None:
        """The way from the binary to what brings it."""
        self.open("plain")
        self.click("#tab-components")
        self.browser.value("document.querySelector('#filter').focus()")
        self.browser.write("cffi")
        self.click("#table .open")
        chain = self.value("[...document.querySelectorAll('.chain li')].map(li => li.textContent)")
        self.assertEqual(chain[0], self.report["binary"])
        self.assertTrue(chain[-1].startswith("cffi "), chain)

    def test_the_map_follows_the_window(self) -> None:
        """Drawn anew at another width, with the focus where it was."""
        self.open("plain")
        self.focus("#map .cell")
        before = self.value(FOCUS)
        self.browser.resize(**NARROW)
        self.value("new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
        self.assertEqual(self.value(FOCUS), before)
        self.assertLessEqual(self.value("document.querySelector('#map').offsetWidth"), 400)
