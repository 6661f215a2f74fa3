"""The page as a whole, in a browser: names, colours, paper, narrow windows."""

import json

from e2e.page.case import NAMES, NARROW, ROWS, PageCase
from e2e.page.reports import HOSTILE


class PageTest(PageCase):
    """What holds for all its parts."""

    def test_hostile_names_are_shown_and_not_run(self) -> None:
        """As text, in the table, the map and the lists."""
        self.open("hostile")
        self.click("#tab-files")
        names = self.value(NAMES)
        self.assertTrue(any(HOSTILE[0] in name for name in names), names)
        self.assertTrue(any(HOSTILE[1] in name for name in names), names)
        self.assertTrue(any(r"separator\u2029paragraph\u202eright" in name for name in names))
        self.assertTrue(any(r"surrogate-\udcff\udc80" in name for name in names))
        self.click("#map .cell")
        self.value("document.querySelectorAll('#map .cell').forEach(cell => cell.focus())")
        self.assertEqual(self.value("typeof window.broken"), "undefined")
        self.assertEqual(self.value("document.querySelectorAll('img').length"), 0)
        self.assertEqual(self.value("document.scripts.length"), 2)

    def test_changes_are_marked_by_words(self) -> None:
        """Not by colour alone: in the bar, the table and the summary."""
        self.open("changed")
        marks = self.value(
            "[...document.querySelectorAll('.segment')]"
            ".map(s => [s.dataset.change, s.querySelector('.segment-mark').textContent])"
        )
        self.assertIn(["kept", "="], marks)
        self.assertIn(["added", "+"], marks)
        words = self.value(f"{ROWS}.map(row => row.querySelector('.mark').textContent)")
        self.assertEqual(words, [change for change, _ in marks])
        text = self.value("document.querySelector('.changes').innerText")
        self.assertIn("Who has //e2e/hello_fastapi:hello-fastapi_layers fetches", text)

    def test_tab_reaches_each_part_once(self) -> None:
        """One stop for the bar, one for the map, one for the rows of the table."""
        self.open("plain")
        for place in ("#bar", "#map", "#table tbody"):
            stops = self.value(
                f"[...document.querySelectorAll({json.dumps(place + ' button')})]"
                ".filter(b => b.tabIndex === 0).length"
            )
            self.assertEqual(stops, 1, place)

    def test_everything_that_can_be_used_has_a_name(self) -> None:
        """As a screen reader is told of it."""
        self.open("changed")
        nodes = self.browser.ask("Accessibility.getFullAXTree")["nodes"]
        roles = ("button", "combobox", "meter", "radio", "searchbox", "tab", "tabpanel", "table")
        found: dict[str, list[str]] = {role: [] for role in roles}
        for node in nodes:
            role = node.get("role", {}).get("value")
            if role in found and not node["ignored"]:
                found[role].append(node.get("name", {}).get("value", ""))
        for role, names in found.items():
            self.assertTrue(names, role)
            self.assertNotIn("", names, role)

    def test_nothing_overflows_a_narrow_window(self) -> None:
        """At 400 pixels, whatever is listed and whatever the names are."""
        for name in ("plain", "changed", "hostile", "large"):
            self.open(name, NARROW)
            for tab in ("layers", "components", "files"):
                self.click(f"#tab-{tab}")
                self.value("document.querySelectorAll('details').forEach(d => { d.open = true })")
                self.assertEqual(self.value("document.documentElement.scrollWidth"), 400, name)

    def test_text_can_be_read_in_light_and_dark(self) -> None:
        """Contrast of at least 4.5: https://www.w3.org/TR/WCAG22/#contrast-minimum."""
        for dark in (False, True):
            self.open("changed", dark=dark)
            for selector in ("body", ".faint", ".figure-note", ".plain", ".cell", ".mark.added"):
                self.assertGreaterEqual(self._contrast(selector), 4.5, (selector, dark))

    def _contrast(self, selector: str) -> float:
        """Returns the contrast of an element's text to what is behind it, drawn as pixels."""
        ratio: float = self.value(
            f"""(() => {{
              const at = document.querySelector({json.dumps(selector)});
              const canvas = new OffscreenCanvas(1, 1);
              const context = canvas.getContext("2d", {{ willReadFrequently: true }});
              const behind = [];
              for (let one = at; one; one = one.parentElement) {{
                behind.unshift(getComputedStyle(one).backgroundColor);
              }}
              const luminance = (colours) => {{
                for (const colour of colours) {{
                  context.fillStyle = colour;
                  context.fillRect(0, 0, 1, 1);
                }}
                const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {{
                  const part = value / 255;
                  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
                }});
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              }};
              const text = getComputedStyle(at).color;
              const [x, y] = [luminance(behind), luminance([...behind, text])];
              return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
            }})()"""
        )
        return ratio

    def test_on_paper_every_list_is_open(self) -> None:
        """And what only works on a screen is not there."""
        self.open("changed")
        self.browser.print_to(self.pages / "page.pdf")
        closed = "document.querySelectorAll('details:not([open], .long)').length"
        self.assertEqual(self.value(closed), 0)
        self.browser.ask("Emulation.setEmulatedMedia", media="print")
        self.assertEqual(
            self.value("getComputedStyle(document.querySelector('.controls')).display"), "none"
        )
