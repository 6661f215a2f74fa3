"""What `layer_plan` refuses, and what it says."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:plan_arguments.bzl", "plan_facts", "plan_problem")

_GOOD = {
    "buckets": 12,
    "groups": {"aws": ["boto3", "botocore"]},
    "heavy": ["torch", "numpy"],
    "max_layer_bytes": 1 << 40,
    "order": ["setuptools", "torch"],
    "splits": {"torch": ["torch/lib/libtorch_cuda.so", "torch/n"]},
    "weights": {"numpy": 0, "torch": 3000000000},
}

def _text(**fields):
    others = {field: value for field, value in fields.items() if field not in _GOOD}
    known = {field: value for field, value in fields.items() if field in _GOOD}
    return plan_problem("plan", struct(**(_GOOD | known)), others)

_REFUSED = [
    ({"weight": {}}, 'expected one of the fields buckets, groups, heavy, max_layer_bytes, order, splits, weights, got "weight".'),
    ({"buckets": 0}, "expected `buckets` to be a number of at least 1, got 0."),
    ({"buckets": "12"}, 'expected `buckets` to be a number of at least 1, got "12".'),
    ({"max_layer_bytes": -1}, "expected `max_layer_bytes` to be a number of at least 0, got -1."),
    ({"heavy": "torch"}, 'expected `heavy` to be a list of texts, got "torch".'),
    ({"groups": {"aws": "boto3"}}, 'expected `groups["aws"]` to be a list of texts, got "boto3".'),
    ({"splits": {"torch": "a"}}, 'expected `splits["torch"]` to be a list of texts, got "a".'),
    ({"order": [1]}, "expected `order` to be a list of texts, got [1]."),
    ({"weights": []}, "expected `weights` to be a dict, got []."),
    ({"groups": {"AWS": ["boto3"]}}, 'letters, digits, `.`, `_`, `-`, got "AWS".'),
    ({"groups": {"aws": []}}, "expected a group of packages, got none.\n  groups[\"aws\"]\nDrop the group."),
    ({"heavy": ["torch", "torch"]}, 'expected a package once, got "torch" 2 times.\n  heavy "torch", heavy "torch"'),
    ({"heavy": ["a.b", "A_B"]}, '\n  heavy "a.b", heavy "A_B"\n'),
    ({"heavy": ["boto3"]}, '\n  groups["aws"] "boto3", heavy "boto3"\n'),
    ({"groups": {"a": ["x"], "b": ["X"]}}, '\n  groups["a"] "x", groups["b"] "X"\n'),
    ({"groups": {"a": ["x", "x"]}}, '\n  groups["a"] "x", groups["a"] "x"\n'),
    ({"groups": {"a": ["torch"]}, "heavy": []}, '\n  groups["a"] "torch", splits "torch"\n'),
    ({"order": ["x", "y", "x"]}, '\n  order "x", order "x"\n'),
    ({"weights": {"x": 1, "X": 2}}, '\n  weights "x", weights "X"\n'),
    ({"weights": {"x": -1}}, "expected weights[\"x\"] to be a number of at least 0, got -1."),
    ({"weights": {"x": "1 MB"}}, 'expected weights["x"] to be a number of at least 0, got "1 MB".'),
    ({"weights": {"x": True}}, 'expected weights["x"] to be a number of at least 0, got True.'),
    ({"splits": {"torch": []}}, 'expected boundaries, each once, got [].\n  splits["torch"]\n'),
    ({"splits": {"torch": ["a", "a"]}}, 'expected boundaries, each once, got ["a", "a"].'),
    ({"splits": {"torch": ["/a"]}}, 'expected a boundary to be a path below site-packages, got "/a".'),
    ({"splits": {"torch": ["a/../b"]}}, 'expected a boundary to be a path below site-packages, got "a/../b".'),
]

def _refused_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "", _text())
    for fields, wanted in _REFUSED:
        text = _text(**fields)
        asserts.true(env, wanted in text, "{} in {}".format(wanted, text))
    return unittest.end(env)

refused_test = unittest.make(_refused_impl)

def _whole_texts_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, """\
layer_plan "plan": expected no layer above 5 bytes, got "torch" of 6 bytes and no `splits` for it.
  max_layer_bytes = 5
bazel run @rules_py_layers//py:plan -- --from //<package>:<image> writes the plan anew.
""", _text(max_layer_bytes = 5, splits = {}, weights = {"numpy": 5, "torch": 6}))
    both = _text(buckets = 0, typo = 1)
    asserts.equals(env, 2, both.count("layer_plan \"plan\": expected "), "all problems at once")
    asserts.true(env, both.endswith("writes the plan anew.\n"))
    return unittest.end(env)

whole_texts_test = unittest.make(_whole_texts_impl)

def _facts_impl(ctx):
    env = unittest.begin(ctx)
    facts = plan_facts(struct(**(_GOOD | {
        "groups": {"web": ["Flask", "zope.interface"]},
        "weights": {"b": 1, "a": 1, "c": 2, "jaxlib": 5, "numpy": 9, "tensorflow": 0},
    })))
    asserts.equals(env, {"flask": "web", "zope-interface": "web"}, facts.group_by_package)
    asserts.equals(env, ["setuptools", "torch", "numpy"], facts.places.keys())
    asserts.equals(env, ["torch", "numpy"], facts.ranks.keys()[:2])
    asserts.equals(env, ["jaxlib", "c", "a", "b"], facts.ranks.keys()[-4:], "what is known stands before what is measured")
    asserts.true(env, "tensorflow" in facts.ranks.keys()[2:-4], "what has no weight is not measured")
    asserts.equals(env, [number for number in range(len(facts.ranks))], facts.ranks.values())
    return unittest.end(env)

facts_test = unittest.make(_facts_impl)

def plan_arguments_tests(name):
    unittest.suite(name, facts_test, refused_test, whole_texts_test)
