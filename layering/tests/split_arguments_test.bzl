"""How `release_app` may be told to split, and what it says of the rest."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:split_arguments.bzl", "split_attributes", "split_problem")

_DEPS = [{"name": "deps", "targets": [":deps"]}]

def _problem(app_layer = None, dep_layers = None, auto_layers = False):
    return split_problem("hello", app_layer = app_layer, auto_layers = auto_layers, dep_layers = dep_layers)

def _several_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, """\
release_app "hello": expected one way to split the image, got app_layer and auto_layers = True.
  nothing: one layer
  app_layer = ":lib": everything else, then the code of that library
  dep_layers = [{"name": "deps", "targets": [":deps"]}]: one layer an entry, then the rest
  auto_layers = True: one layer per origin and package; with dep_layers, these stand first
Drop app_layer: with auto_layers = True, the app's code has a layer of its own, the last.
""", _problem(app_layer = ":lib", auto_layers = True))
    both = _problem(app_layer = ":lib", dep_layers = _DEPS)
    asserts.true(env, "got app_layer and dep_layers." in both, both)
    three = _problem(app_layer = ":lib", auto_layers = True, dep_layers = _DEPS)
    asserts.true(env, "got app_layer and dep_layers and auto_layers = True." in three, three)
    for allowed in [
        _problem(),
        _problem(app_layer = ":lib"),
        _problem(dep_layers = _DEPS),
        _problem(auto_layers = True),
        _problem(auto_layers = True, dep_layers = _DEPS),
        _problem(app_layer = Label("//lib")),
    ]:
        asserts.equals(env, "", allowed)
    return unittest.end(env)

several_test = unittest.make(_several_impl)

_BAD_ENTRIES = [
    ([], "expected `dep_layers` to be a list of at least one entry, got []."),
    ({"deps": [":deps"]}, 'to be a list of at least one entry, got {"deps": [":deps"]}.'),
    ([":deps"], 'an entry of `dep_layers` to be a dict of `name` and `targets`, got ":deps".\n  dep_layers[0]'),
    ([{"name": "a", "target": ":b"}], 'a dict of `name` and `targets`, got {"name": "a", "target": ":b"}.'),
    ([{"name": "a b", "targets": [":b"]}], "expected a name of letters, digits, `.`, `_`, `-`"),
    ([{"name": "app", "targets": [":b"]}], 'none of app, dependencies, everything, got "app".'),
    ([{"name": "a", "targets": ":b"}], 'expected `targets` to be a list of at least one label, got ":b".'),
    ([{"name": "a", "targets": []}], "at least one label, got []."),
    (_DEPS + _DEPS, 'expected each name of `dep_layers` once, got "deps" twice.'),
    (
        _DEPS + [{"name": "more", "targets": [":deps"]}],
        'expected each target of `dep_layers` once, got ":deps" twice.',
    ),
]

def _entries_impl(ctx):
    env = unittest.begin(ctx)
    for entries, why in _BAD_ENTRIES:
        text = _problem(dep_layers = entries)
        asserts.true(env, why in text, "{} in {}".format(why, text))
        fix = 'Write dep_layers = [{"name": "pip_deps", "targets": [":pip_deps_layer"]}, …], the lowest layer first.'
        asserts.true(env, fix in text, text)
    return unittest.end(env)

entries_test = unittest.make(_entries_impl)

def _types_impl(ctx):
    env = unittest.begin(ctx)
    flag = _problem(auto_layers = "yes")
    asserts.true(env, 'expected `auto_layers` to be True or False, got "yes".' in flag, flag)
    library = _problem(app_layer = [":lib"])
    asserts.true(env, 'expected `app_layer` to be the label of one library, got [":lib"].' in library, library)
    return unittest.end(env)

types_test = unittest.make(_types_impl)

def _attributes_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, {"split": "one"}, split_attributes(app_layer = None, auto_layers = False, dep_layers = None))
    asserts.equals(env, {"split": "origin"}, split_attributes(app_layer = None, auto_layers = True, dep_layers = None))
    asserts.equals(
        env,
        {"app_layer": ":lib", "split": "two"},
        split_attributes(app_layer = ":lib", auto_layers = False, dep_layers = None),
    )
    entries = [{"name": "b", "targets": [":x", ":y"]}, {"name": "a", "targets": [":z"]}]
    asserts.equals(
        env,
        {"dep_layers": ["b", "a"], "dep_targets": {":x": "b", ":y": "b", ":z": "a"}, "split": "one"},
        split_attributes(app_layer = None, auto_layers = False, dep_layers = entries),
    )
    return unittest.end(env)

attributes_test = unittest.make(_attributes_impl)

def split_arguments_tests(name):
    unittest.suite(name, attributes_test, entries_test, several_test, types_test)
