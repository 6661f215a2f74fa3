"""The plan gives what the tool for plans, in Python, takes it to give."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:plan.bzl", "FIXED_LAYERS", "planned_layers", "ranked", "stable_hash")
load("//layering/private:plan_arguments.bzl", "plan_facts")
load(":plan_vectors.bzl", "HASH_VECTORS", "PLAN_VECTORS")

def _hash_impl(ctx):
    env = unittest.begin(ctx)
    for text, value in HASH_VECTORS.items():
        asserts.equals(env, value, stable_hash(text), text)
    return unittest.end(env)

hash_vectors_test = unittest.make(_hash_impl)

def _package(name, plan):
    return struct(
        name = name,
        parts = 1 + len(plan.splits.get(name, [])),
        rank = ranked(plan, label = "@pypi//" + name, name = name, version = "1"),
    )

def _plan_impl(ctx):
    env = unittest.begin(ctx)
    for vector in PLAN_VECTORS:
        plan = plan_facts(struct(
            buckets = vector["buckets"],
            groups = vector["groups"],
            heavy = vector["heavy"],
            order = [],
            splits = vector["splits"],
            weights = vector["weights"],
        ))
        packages = [_package(name, plan) for name in vector["packages"]]
        layers = planned_layers(packages, plan, budget = vector["slots"] + FIXED_LAYERS)
        names = [sorted([package.name for package in layer.packages]) for layer in layers]
        asserts.equals(env, sorted(vector["layers"]), sorted(names), vector["about"])
    return unittest.end(env)

plan_vectors_test = unittest.make(_plan_impl)

def plan_vectors_tests(name):
    """Declares the tests.

    Args:
        name: (str) of the suite.
    """
    unittest.suite(name, hash_vectors_test, plan_vectors_test)
