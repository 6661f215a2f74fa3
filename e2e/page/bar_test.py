"""The bar of the layers, in a browser."""

from typing import Any

from e2e.page.case import CRUMBS, PageCase


class BarTest(PageCase):
    """In order, each as wide as its size."""

    def test_the_bar_has_all_layers_in_order(self) -> None:
        """Each as wide as its part of the whole, in both sizes."""
        self.open("plain")
        layers = self.report["layers"]
        titles = self.value("[...document.querySelectorAll('.segment')].map(s => s.textContent)")
        self.assertEqual(titles, [self._title(layer) for layer in layers])
        for choice, key in (("compressed", "size"), ("raw", "content_size")):
            self.click(f"[value={choice}]")
            shares = self.value(
                "[...document.querySelectorAll('.segment')].map(s => +s.style.flexGrow)"
            )
            total = sum(layer[key] for layer in layers)
            for share, layer in zip(shares, layers, strict=True):
                self.assertAlmostEqual(share, layer[key] / total, places=5)

    @staticmethod
    def _title(layer: dict[str, Any]) -> str:
        named = layer["layer"]
        words = (named["name"], named.get("version", "")) if "name" in named else (named["origin"],)
        return " ".join(words).rstrip()

    def test_the_bar_by_keys(self) -> None:
        """Arrows tell of a layer, Enter shows it in the map."""
        self.open("plain")
        self.focus(".segment")
        self.browser.press("ArrowRight")
        told = self.value("document.querySelector('#bar-detail').textContent")
        layer = self.report["layers"][1]
        name, origin = self._title(layer), layer["layer"]["origin"]
        self.assertTrue(told.startswith(f"#2 {name} · {origin} · "), told)
        self.browser.press("Enter")
        self.assertEqual(self.value(CRUMBS), ["image", origin, name])
