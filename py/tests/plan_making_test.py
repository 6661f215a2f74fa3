"""What a plan chooses."""

import random

import pytest
from plan.layer_plan import FIXED_LAYERS, LayerPlan, layers_of, least_slots
from plan.planning import BUCKETS, LARGEST_GROUP, Splits, make_plan
from plan.rates import rates_of
from plan.replay import moved_bytes, pulled_bytes
from plan.snapshots import Package
from plan.strategies import one_per_package, planned
from plan_fixtures import changed, snapshot


def _some(count: int, size: int = 1000) -> dict[str, Package]:
    return {f"pkg-{number:02}": Package("1", size) for number in range(count)}


def test_what_fits_is_not_joined() -> None:
    plan = make_plan([_some(10)], budget=17)
    assert plan.groups == {}
    assert plan.weights == {f"pkg-{number:02}": 1000 for number in range(10)}


def test_packages_that_change_together_share_a_layer() -> None:
    """Two release trains and nothing else: what each has in common is joined, and no more."""
    history = [_some(12)]
    for _ in range(9):
        history.append(changed(history[-1], *(f"pkg-{number:02}" for number in range(6))))
        history.append(changed(history[-1], *(f"pkg-{number:02}" for number in range(6, 12))))
    plan = make_plan(history, budget=FIXED_LAYERS + 5)
    for names in plan.groups.values():
        assert len({name < "pkg-06" for name in names}) == 1
    assert sum(map(len, plan.groups.values())) > 6


def test_a_package_that_changes_often_is_not_joined_with_those_that_do_not() -> None:
    history = [_some(30)]
    history += [changed(history[-1], "pkg-07")]
    for _ in range(20):
        history.append(changed(history[-1], "pkg-07"))
    plan = make_plan(history, budget=20)
    assert "pkg-07" not in {name for names in plan.groups.values() for name in names}


def test_without_a_history_the_large_ones_stay_alone() -> None:
    sizes = {f"pkg-{number:02}": Package("1", 1000 * 3**number) for number in range(12)}
    plan = make_plan([sizes], budget=FIXED_LAYERS + 8)
    joined = {name for names in plan.groups.values() for name in names}
    assert joined == {f"pkg-{number:02}" for number in range(len(joined))}
    assert len(joined) < 8


def test_a_plan_fits_and_leaves_one_layer_free() -> None:
    packages = _some(90)
    for budget in (10, 20, 40, 60, 80):
        plan = make_plan([packages], budget=budget)
        slots = budget - FIXED_LAYERS
        assert len(layers_of(packages, plan, slots)) == slots - 1
        known = layers_of(packages, plan, slots)
        with_one_more = layers_of([*packages, "zzz-new"], plan, slots)
        assert ["zzz-new"] in with_one_more
        assert all(layer in with_one_more for layer in known)


@pytest.mark.parametrize("coming", [2, 5, 40])
def test_groups_leave_room_for_all_buckets(coming: int) -> None:
    """Else an image could not be built any more when enough packages come."""
    packages = _some(300)
    plan = make_plan([packages], budget=30)
    slots = 30 - FIXED_LAYERS
    assert len(plan.groups) + plan.buckets <= slots
    layers = layers_of([*packages, *(f"new-{number}" for number in range(coming))], plan, slots)
    assert len(layers) <= slots
    assert sum(map(len, layers)) == 300 + coming


def test_only_images_above_the_budget_make_packages_share() -> None:
    packages = _some(60)
    large = list(packages)[:30]
    images = [large, list(packages)[30:45], list(packages)[45:]]
    plan = make_plan([packages], images, budget=30)
    joined = {name for names in plan.groups.values() for name in names}
    assert joined
    assert joined <= set(large)
    assert len(layers_of(large, plan, 25)) <= 25


def test_packages_of_the_same_images_are_joined_before_others() -> None:
    """Else images that have but one of them would pull another layer each."""
    packages = _some(40)
    everywhere = list(packages)[:20]
    images = [everywhere + list(packages)[20:30], everywhere + list(packages)[30:]]
    plan = make_plan([packages], images, budget=FIXED_LAYERS + 27)
    for names in plan.groups.values():
        assert len({tuple(name in image for image in images) for name in names}) == 1


def test_no_group_is_larger_than_a_layer_may_be() -> None:
    packages = _some(30, size=LARGEST_GROUP // 4)
    plan = make_plan([packages], budget=FIXED_LAYERS + 12)
    assert max(map(len, plan.groups.values())) == 4
    assert make_plan([packages], budget=20, splits=Splits(LARGEST_GROUP // 3)).groups == {}


def test_split_packages_are_not_joined_and_count_their_parts() -> None:
    packages = _some(30) | {"torch": Package("1", 9_000_000)}
    splits = {"torch": ["torch/lib", "torch/nn"]}
    plan = make_plan([packages], budget=FIXED_LAYERS + 16, splits=Splits(4_000_000, splits))
    assert plan.splits == splits
    assert "torch" not in {name for names in plan.groups.values() for name in names}
    layers = layers_of(packages, plan, 16)
    assert ["torch"] in layers
    assert len(layers) + 2 == 15
    assert least_slots(packages, plan) <= 16


def test_too_many_parts_leave_no_room() -> None:
    packages = _some(30)
    splits = {f"pkg-{number:02}": ["x"] for number in range(8)}
    plan = make_plan([packages], budget=FIXED_LAYERS + 12, splits=Splits(1, splits))
    assert plan.groups == {}
    assert least_slots(packages, plan) == 16 + plan.buckets


def test_order_has_what_all_images_share_below_and_what_changes_above() -> None:
    history = [snapshot(shared=10, often=1000, seldom=1000, mine=1000)]
    for _ in range(5):
        history.append(changed(history[-1], "often"))
    images = [["shared", "often", "seldom"], ["shared", "mine"]]
    plan = make_plan(history, images, budget=40)
    assert plan.order == ["shared", "mine", "seldom", "often"]


def test_the_same_input_gives_the_same_plan_in_any_order() -> None:
    packages = _some(70) | {f"big-{n}": Package("2", 99_999) for n in range(9)}
    names = list(packages)
    random.Random(4).shuffle(names)
    images = [names[:60], names[30:]]
    plan = make_plan([packages], images, budget=40)
    shuffled = {name: packages[name] for name in names}
    assert make_plan([shuffled], [list(reversed(image)) for image in images], budget=40) == plan


def test_chances_start_from_what_is_usual_and_follow_what_is_seen() -> None:
    history = [_some(10)]
    for _ in range(40):
        history.append(changed(history[-1], "pkg-00"))
    rates = rates_of(history)
    seen, quiet = rates.changes["pkg-00"], rates.changes["pkg-01"]
    assert rates.chance(seen, 1) > 0.8
    assert 0 < rates.chance(quiet, 1) < 0.03
    assert rates.chance(quiet, 1) < rates.chance(quiet, 5) < 5 * rates.chance(quiet, 1)


def test_a_package_that_came_later_did_not_change_when_it_came() -> None:
    first = _some(3)
    assert rates_of([first, changed(first, late=5)]).changes["late"] == 0


def test_a_plan_pulls_hardly_more_than_one_layer_per_package() -> None:
    """On random histories, each package with a size and a rate of its own."""
    dice = random.Random(11)
    names = [f"pkg-{number:02}" for number in range(80)]
    rates = {name: dice.choice([0.01, 0.02, 0.3]) for name in names}
    history = [{name: Package("1", int(dice.paretovariate(0.6) * 10_000)) for name in names}]
    for _ in range(80):
        history.append(changed(history[-1], *[n for n in names if dice.random() < rates[n]]))
    plan = make_plan(history[:40], budget=40)
    rest = history[39:]
    assert plan.buckets == BUCKETS
    best = pulled_bytes(rest, one_per_package)
    assert pulled_bytes(rest, planned(plan, 40 - FIXED_LAYERS)) < 1.2 * best


def test_groups_stay_when_packages_come_and_go() -> None:
    """A plan made again must not move what did not change: hosts would pull it."""
    old = make_plan([_some(60)], budget=30)
    packages = _some(63)
    del packages["pkg-02"]
    fresh = make_plan([packages], budget=30)
    plan = make_plan([packages], budget=30, old=old)
    for name, members in old.groups.items():
        assert set(members) - {"pkg-02"} <= set(plan.groups.get(name, [name, *members]))
    assert plan.groups != fresh.groups
    slots = 30 - FIXED_LAYERS
    moved = moved_bytes(packages, planned(old, slots), planned(plan, slots))
    assert moved < moved_bytes(packages, planned(old, slots), planned(fresh, slots))


def test_groups_that_others_are_much_better_than_go() -> None:
    history = [_some(20) | snapshot(hot=10, large=1_000_000)]
    for _ in range(40):
        history.append(changed(history[-1], "hot"))
    old = LayerPlan(buckets=3, groups={"bad": ["hot", "large"]})
    assert make_plan(history, budget=40, old=old).groups == {}


def test_groups_of_a_larger_budget_go() -> None:
    old = make_plan([_some(60)], budget=40)
    assert len(old.groups) > 12
    plan = make_plan([_some(60)], budget=FIXED_LAYERS + 12, old=old)
    assert plan == make_plan([_some(60)], budget=FIXED_LAYERS + 12)


def test_names_of_groups_stay_and_are_unique() -> None:
    packages = _some(4, size=10) | snapshot(big=1000)
    old = LayerPlan(buckets=1, groups={"big": ["pkg-00", "pkg-01"]})
    plan = make_plan([packages], budget=FIXED_LAYERS + 4, old=old)
    assert set(plan.groups["big"]) >= {"pkg-00", "pkg-01"}
