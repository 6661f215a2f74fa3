"""Where a large package is cut."""

import random
from pathlib import Path

from layers.records import Component, ListingEntry, ListingHeader, encode
from plan.measuring import Measured
from plan.package_splits import splits_of
from plan.snapshots import Package
from plan.splitting import Item, boundaries


def _parts(items: list[Item], cuts: list[str]) -> list[list[Item]]:
    """As `part_of` of layering/private/splits.bzl has it."""
    parts: list[list[Item]] = [[] for _ in range(len(cuts) + 1)]
    for item in sorted(items):
        parts[sum(cut <= item.path for cut in cuts)].append(item)
    return parts


def test_what_fits_is_not_cut() -> None:
    assert boundaries([Item("a.py", 50), Item("b.py", 50)], 100) == []


def test_a_cut_is_at_a_directory_where_the_part_is_half_full() -> None:
    items = [Item(f"torch/{d}/{n}.py", 10) for d in ("bin", "lib", "nn") for n in range(6)]
    assert boundaries(items, 100) == ["torch/lib", "torch/nn"]


def test_a_higher_directory_comes_before_a_lower_one() -> None:
    items = [
        Item("nvidia/a/x.so", 60),
        Item("torch/lib/a.so", 10),
        Item("torch/lib/b.so", 10),
        Item("torch/lib/c/d.so", 30),
    ]
    assert boundaries(items, 100) == ["torch"]


def test_files_of_one_directory_are_cut_at_a_file() -> None:
    items = [Item(f"x/lib{n}.so", 40) for n in range(5)]
    assert boundaries(items, 100) == ["x/lib2.so", "x/lib4.so"]


def test_a_file_above_the_limit_is_a_part_of_its_own() -> None:
    items = [Item("x/a.py", 1), Item("x/huge.so", 900), Item("x/z.py", 1)]
    cuts = boundaries(items, 100)
    assert cuts == ["x/huge.so", "x/z.py"]
    assert [len(part) for part in _parts(items, cuts)] == [1, 1, 1]


def test_a_directory_that_sorts_between_its_own_files_is_no_boundary_before_them() -> None:
    """`x-1` stands before `x/`, though `x` stands before both."""
    items = [Item("x-1/a", 60), Item("x/b", 60)]
    cuts = boundaries(items, 100)
    assert cuts == ["x/b"] or _parts(items, cuts) == [[items[0]], [items[1]]]


def test_parts_are_within_the_limit_whatever_the_files() -> None:
    dice = random.Random(3)
    for _ in range(200):
        count = dice.randrange(2, 60)
        paths = {
            "/".join(dice.choice("ab-.é") * 2 for _ in range(dice.randrange(1, 5))) + str(n)
            for n in range(count)
        }
        items = [Item(path, dice.randrange(0, 60)) for path in sorted(paths)]
        cuts = boundaries(items, 100)
        assert cuts == sorted(set(cuts))
        parts = _parts(items, cuts)
        assert sum(map(len, parts)) == len(items)
        assert all(sum(item.size for item in part) <= 100 for part in parts)
        assert all(parts)


def test_the_order_of_the_files_does_not_matter() -> None:
    items = [Item(f"x/{n}/y", 30) for n in range(20)]
    assert boundaries(items, 100) == boundaries(items[::-1], 100)


def test_files_below_site_packages_decide_by_their_share_of_the_layer(tmp_path: Path) -> None:
    """Raw bytes are four times those of the layer; what lies elsewhere is in the first part."""
    listing = tmp_path / "torch.listing.jsonl"
    layer = Component(origin="pypi", name="torch", version="2")
    header = ListingHeader(layer=layer, root="app", components=(layer,))
    below = "app/venv/site-packages"
    entries = [
        ListingEntry(dest="app/venv/bin/torchrun", type="file", size=999),
        ListingEntry(dest=f"{below}/torch", type="directory"),
        ListingEntry(dest=f"{below}/torch/a.py", type="file", size=200),
        ListingEntry(dest=f"{below}/torch/lib/x.so", type="file", size=200),
    ]
    listing.write_text("".join(encode(record) for record in (header, *entries)))
    measured = Measured(
        images=[],
        packages={"torch": Package("2", 100), "six": Package("1", 60)},
        listings={"torch": listing},
    )
    assert splits_of(measured, 60) == {"torch": ["torch/lib"]}
    assert splits_of(measured, 100) == {}
