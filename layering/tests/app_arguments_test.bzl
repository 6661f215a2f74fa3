"""What `release_app` refuses, and what it says."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:app_arguments.bzl", "app_problem", "name_problem")

_REFUSED = {
    "": "the empty name",
    "-app": '"-" is not allowed at the start',
    "App": '"A" is not allowed in it',
    "a..b": '".." is not allowed between letters',
    "a._b": '"._" is not allowed between letters',
    "a___b": '"___" is not allowed between letters',
    "a/b": '"/" is not allowed in it',
    "app_": '"_" is not allowed at the end',
}

def _names_impl(ctx):
    env = unittest.begin(ctx)
    for name in ["hello", "hello-fastapi", "a.b_c-d9", "9", "my--app", "my__app"]:
        asserts.equals(env, "", name_problem(name))
    for name, why in _REFUSED.items():
        text = name_problem(name)
        asserts.true(env, why in text, "{} in {}".format(why, text))
    asserts.equals(env, """\
release_app "App": expected a name of lower-case letters and digits, separated by `.`, `_`, `__` or dashes, got "App".
  "A" is not allowed in it
It becomes part of an image repository, whose grammar is that of the OCI distribution specification: rename it.
""", name_problem("App"))
    return unittest.end(env)

names_test = unittest.make(_names_impl)

def _arguments_impl(ctx):
    env = unittest.begin(ctx)
    domain = app_problem("hello", domain = "Team/A", language = "python")
    asserts.true(env, "expected a domain of lower-case" in domain and 'got "Team/A".' in domain, domain)
    asserts.equals(env, "", app_problem("hello", domain = "team", language = "python"))
    asserts.equals(env, """\
release_app "hello": expected `language` to be one of python, got "go".
Leave `language` out, or package the app with the rules of its language.
""", app_problem("hello", language = "go"))
    return unittest.end(env)

arguments_test = unittest.make(_arguments_impl)

def app_arguments_tests(name):
    unittest.suite(name, arguments_test, names_test)
