"""Which packages share a layer, and what a package that comes or goes changes."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//layering/private:plan.bzl",
    "FIXED_LAYERS",
    "bucket_of",
    "budget_problem",
    "planned_layers",
    "ranked",
    "stable_hash",
    "with_fewer_buckets",
)
load("//layering/private:plan_arguments.bzl", "plan_facts")

def _plan(**fields):
    given = {"buckets": 3, "groups": {}, "heavy": [], "order": [], "splits": {}, "weights": {}} | fields
    facts = plan_facts(struct(**given))
    return struct(
        buckets = facts.buckets,
        group_by_package = facts.group_by_package,
        label = Label("@@//:plan"),
        places = facts.places,
        ranks = facts.ranks,
    )

def _package(name, parts = 1, version = "1"):
    return struct(label = "@pypi//" + name, name = name, parts = parts, version = version)

def _packages(count):
    return [_package("pkg-{}".format(number)) for number in range(count)]

def _names(packages, plan, room, buckets = 0):
    """The layers as (name, packages), for a budget with this room for packages."""
    known = [
        struct(
            name = package.name,
            parts = package.parts,
            rank = ranked(plan, label = package.label, name = package.name, version = package.version),
        )
        for package in packages
    ]
    layers = planned_layers(known, with_fewer_buckets(plan, buckets), budget = room + FIXED_LAYERS)
    return [(layer.name, [package.name for package in layer.packages]) for layer in layers]

def _hash_impl(ctx):
    """The vectors of the authors of FNV: no other number may come out, ever."""
    env = unittest.begin(ctx)
    asserts.equals(env, 0x811c9dc5, stable_hash(""))
    asserts.equals(env, 0xe40c292c, stable_hash("a"))
    asserts.equals(env, 0xbf9cf968, stable_hash("foobar"))
    used = {bucket_of(stable_hash("pkg-{}".format(number)), 12): None for number in range(300)}
    asserts.equals(env, [number for number in range(1, 13)], sorted(used))
    return unittest.end(env)

hash_test = unittest.make(_hash_impl)

def _within_budget_impl(ctx):
    env = unittest.begin(ctx)
    plan = _plan(heavy = ["pkg-3"], order = ["PKG_4"])
    asserts.equals(
        env,
        [("", ["pkg-4"]), ("", ["pkg-3"]), ("", ["pkg-0"]), ("", ["pkg-1"]), ("", ["pkg-2"])],
        _names(_packages(5), plan, 5),
        "one layer each: `order`, `heavy`, names",
    )
    asserts.equals(env, _names(_packages(5), plan, 5), _names(reversed(_packages(5)), plan, 20))
    asserts.equals(env, [], _names([], plan, 1))
    return unittest.end(env)

within_budget_test = unittest.make(_within_budget_impl)

def _over_budget_impl(ctx):
    """The first of the repository-wide order keep a layer each; names decide the buckets of the rest."""
    env = unittest.begin(ctx)
    plan = _plan(heavy = ["pkg-19"], weights = {"pkg-17": 5, "pkg-18": 70})
    layers = _names(_packages(20), plan, 6)
    asserts.equals(env, 6, len(layers))
    asserts.equals(env, [("", ["pkg-19"]), ("", ["pkg-17"]), ("", ["pkg-18"])], layers[:3])
    asserts.equals(env, ["bucket-1", "bucket-2", "bucket-3"], [name for name, _ in layers[3:]])
    for name, packages in layers[3:]:
        asserts.equals(env, sorted(packages), packages)
        for package in packages:
            asserts.equals(env, name, "bucket-{}".format(bucket_of(stable_hash(package), 3)))
    return unittest.end(env)

over_budget_test = unittest.make(_over_budget_impl)

def _known_heavy_impl(ctx):
    """Without a plan of one's own, and before the packages of one that has not weighed them."""
    env = unittest.begin(ctx)
    packages = _packages(20) + [_package("torch"), _package("numpy")]
    layers = _names(packages, _plan(), 5)
    asserts.equals(env, [("", ["torch"]), ("", ["numpy"])], layers[:2])
    layers = _names(packages, _plan(weights = {"numpy": 1, "pkg-7": 2, "torch": 0}), 5)
    asserts.equals(env, [("", ["torch"]), ("", ["pkg-7"])], layers[:2])
    return unittest.end(env)

known_heavy_test = unittest.make(_known_heavy_impl)

def _members_as_they_are_impl(ctx):
    """A bucket or group with one package of the image is that package's member: not a byte is copied."""
    env = unittest.begin(ctx)
    for count in range(1, 30):
        for name, packages in _names(_packages(count), _plan(buckets = 5), 6):
            asserts.equals(env, name == "", len(packages) == 1)
    plan = _plan(groups = {"web": ["pkg-0", "elsewhere"]})
    asserts.equals(env, [("", ["pkg-0"]), ("", ["pkg-1"])], _names(_packages(2), plan, 9))
    return unittest.end(env)

members_as_they_are_test = unittest.make(_members_as_they_are_impl)

def _groups_impl(ctx):
    env = unittest.begin(ctx)
    plan = _plan(groups = {"b": ["pkg-1", "Pkg.0"], "a": ["pkg-5", "pkg-3"]}, heavy = ["pkg-4"])
    groups = [("group-a", ["pkg-3", "pkg-5"]), ("group-b", ["pkg-0", "pkg-1"])]
    asserts.equals(env, [("", ["pkg-4"]), ("", ["pkg-2"])] + groups, _names(_packages(6), plan, 50))
    layers = _names(_packages(30), plan, 6)
    asserts.equals(env, [("", ["pkg-4"])] + groups, layers[:3], "over budget, too")
    asserts.equals(env, 6, len(layers))
    return unittest.end(env)

groups_test = unittest.make(_groups_impl)

def _parts_impl(ctx):
    """Each part of a split package counts, and a split package never shares a layer."""
    env = unittest.begin(ctx)
    packages = _packages(20) + [_package("big", parts = 3)]
    asserts.equals(env, 21, len(_names(packages, _plan(), 23)))
    layers = _names(packages, _plan(), 22)
    asserts.equals(env, 20, len(layers), "one bucket of two")
    asserts.true(env, ("", ["big"]) in layers)
    asserts.equals(env, 5, len(_names(packages, _plan(), 7)), "big in three and four others")
    return unittest.end(env)

parts_test = unittest.make(_parts_impl)

def _changed(before, after):
    """The layers that are not those they were; a package in a layer of its own is not among them."""
    return [layer for layer in after if layer not in before and layer[0]]

def _neighbours_impl(ctx):
    """One more package changes its bucket, and at most one that another package moves to."""
    env = unittest.begin(ctx)
    plan = _plan(buckets = 6, heavy = ["pkg-{}".format(number) for number in range(0, 60, 7)])
    everything = _packages(60)
    for gone in range(60):
        less = everything[:gone] + everything[gone + 1:]
        before, after = _names(less, plan, 20), _names(everything, plan, 20)
        asserts.true(env, len(_changed(before, after)) <= 2, "{} comes".format(gone))
        asserts.true(env, len(_changed(after, before)) <= 2, "{} goes".format(gone))
    for count in range(1, 60):
        before, after = _names(everything[:count], plan, 20), _names(everything[:count + 1], plan, 20)
        asserts.true(env, len(_changed(before, after)) <= 2, "{} packages and one".format(count))
    return unittest.end(env)

neighbours_test = unittest.make(_neighbours_impl)

def _budget_impl(ctx):
    """Whatever the image, never more layers than the budget; as many as it allows."""
    env = unittest.begin(ctx)
    plan = _plan(buckets = 4, groups = {"web": ["pkg-1", "pkg-2"]})
    for room in range(5, 12):
        for count in range(0, 40, 3):
            layers = _names(_packages(count), plan, room)
            asserts.true(env, len(layers) <= room)
            asserts.true(env, len(layers) >= min(room, count - 1), "{} of {}".format(len(layers), room))
            packed = [package for _, packages in layers for package in packages]
            asserts.equals(env, sorted([package.name for package in _packages(count)]), sorted(packed))
    return unittest.end(env)

budget_test = unittest.make(_budget_impl)

def _fewer_buckets_impl(ctx):
    """An image whose budget has no room for the repository's buckets has fewer, and nothing else differs."""
    env = unittest.begin(ctx)
    plan = _plan(buckets = 12, groups = {"web": ["pkg-1", "pkg-2"]}, heavy = ["pkg-7", "pkg-8"])
    few = with_fewer_buckets(plan, 2)
    asserts.equals(env, _names(_packages(40), _plan(
        buckets = 2,
        groups = {"web": ["pkg-1", "pkg-2"]},
        heavy = ["pkg-7", "pkg-8"],
    ), 5), _names(_packages(40), plan, 5, buckets = 2))
    asserts.equals(env, "", budget_problem(Label("@@//:x"), _packages(40), few, budget = FIXED_LAYERS + 3))
    asserts.equals(env, plan, with_fewer_buckets(plan, 0))
    asserts.equals(env, plan, with_fewer_buckets(plan, 12))
    return unittest.end(env)

fewer_buckets_test = unittest.make(_fewer_buckets_impl)

def _budget_problems_impl(ctx):
    env = unittest.begin(ctx)
    label = Label("@@//:hello_layers")
    plan = _plan(groups = {"web": ["pkg-1", "pkg-2"]})
    packages = _packages(12) + [_package("big", parts = 2)]
    asserts.equals(env, "", budget_problem(label, packages, plan, budget = 12))
    asserts.equals(env, """\
py_layers {}: expected `budget` to be at least 12, got 11.
  6: CA certificates, interpreter, links, external, internal and app
  3: groups and parts of split packages of this image
  3: buckets of //:plan
The image has 10 other packages, too many for a layer each: raise `budget`, or lower `buckets` in the layer_plan.
""".format(label), budget_problem(label, packages, plan, budget = 11))
    asserts.equals(env, "", budget_problem(label, _packages(3), plan, budget = 8), "what fits needs no bucket")
    for budget in [0, 6, 128]:
        text = budget_problem(label, [], plan, budget = budget)
        asserts.true(env, "expected `budget` to be from 7 to 127, got {}.".format(budget) in text, text)
    return unittest.end(env)

budget_problems_test = unittest.make(_budget_problems_impl)

def plan_tests(name):
    unittest.suite(
        name,
        budget_problems_test,
        budget_test,
        fewer_buckets_test,
        groups_test,
        hash_test,
        known_heavy_test,
        members_as_they_are_test,
        neighbours_test,
        over_budget_test,
        parts_test,
        within_budget_test,
    )
