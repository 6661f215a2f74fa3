"""What an update costs."""

import pytest
from plan.comparison import compare, strategies
from plan.layer_plan import LayerPlan
from plan.replay import moved_bytes, pulled_bytes, whole_images_bytes
from plan.strategies import Strategy, largest_alone, one_layer, one_per_package, planned
from plan_fixtures import changed, snapshot

FIRST = snapshot(numpy=100, pandas=60, six=1, attrs=3)
SECOND = changed(FIRST, "numpy")
THIRD = changed(SECOND, "six", idna=7)
HISTORY = [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    ("strategy", "pulled"),
    [
        (one_layer, 164 + 171),
        (one_per_package, 100 + 1 + 7),
        (largest_alone(3), 100 + (1 + 3 + 7)),
        (largest_alone(4), 100 + 7 + (3 + 1)),  # idna takes the place of attrs
        (planned(LayerPlan(buckets=1, groups={"data": ["numpy", "pandas"]}), 9), 160 + 1 + 7),
    ],
)
def test_pulled_are_the_layers_that_were_not_there_before(strategy: Strategy, pulled: int) -> None:
    assert pulled_bytes(HISTORY, strategy) == pulled


def test_the_first_snapshot_is_there_already() -> None:
    assert pulled_bytes([FIRST], one_per_package) == 0


def test_a_package_that_goes_costs_those_it_shared_a_layer_with() -> None:
    after = {name: package for name, package in FIRST.items() if name != "six"}
    assert pulled_bytes([FIRST, after], one_per_package) == 0
    assert pulled_bytes([FIRST, after], one_layer) == 163


def test_another_wheel_of_the_same_version_is_another_layer() -> None:
    after = FIRST | snapshot(numpy=("1", 101))
    assert pulled_bytes([FIRST, after], one_per_package) == 101


def test_images_share_the_layers_that_are_the_same() -> None:
    images = [["numpy", "six"], ["numpy", "attrs"]]
    assert pulled_bytes([FIRST, SECOND], one_per_package, images) == 100
    assert pulled_bytes([FIRST, SECOND], one_layer, images) == 101 + 103


def test_packages_that_no_image_has_cost_nothing() -> None:
    assert pulled_bytes([FIRST, SECOND], one_per_package, [["six"]]) == 0


def test_an_image_of_one_layer_is_pulled_whole_when_a_package_of_it_changes() -> None:
    images = [["numpy", "six"], ["attrs"]]
    assert whole_images_bytes(HISTORY, [1000, 5000], images) == 1101 + 1101


def test_a_change_of_plan_moves_what_was_not_alone_before() -> None:
    old = planned(LayerPlan(buckets=1), 9)
    new = planned(LayerPlan(buckets=1, groups={"small": ["six", "attrs"]}), 9)
    assert moved_bytes(FIRST, old, new) == 4
    assert moved_bytes(FIRST, new, new) == 0


def test_a_comparison_has_ratios_to_one_per_package() -> None:
    plans = {"new plan": LayerPlan(buckets=1, groups={"data": ["numpy", "pandas"]})}
    rows = compare(HISTORY, strategies(plans, budget=20), others=[36])
    found = {row.strategy: (row.bytes_per_update, row.ratio) for row in rows}
    assert next(iter(found)) == "one layer"
    assert found["one layer"] == (407 / 2, 407 / 108)
    assert found["new plan"] == (168 / 2, 168 / 108)
    assert found["one per package"] == (54, 1)


def test_a_history_without_a_change_in_an_image_has_no_ratio() -> None:
    rows = compare([FIRST, SECOND], strategies({}, budget=20), [["six"]])
    assert {row.ratio for row in rows} == {None}
