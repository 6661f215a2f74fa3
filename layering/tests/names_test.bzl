"""Which names can be image repositories."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:names.bzl", "check_image_name")

_REFUSED = {
    "": "the empty name",
    "-app": '"-" is not allowed at the start',
    "App": '"A" is not allowed in it',
    "a..b": '"." is not allowed at the start or after another separator',
    "a/b": '"/" is not allowed in it',
    "app_": '"_" is not allowed at the end',
}

def _names_impl(ctx):
    env = unittest.begin(ctx)
    for name in ["hello", "hello-fastapi", "a.b_c-d9", "9"]:
        asserts.equals(env, "", check_image_name(name))
    for name, why in _REFUSED.items():
        text = check_image_name(name)
        asserts.true(env, why in text, "{} in {}".format(why, text))
    asserts.equals(env, """\
release_app "App": expected a name of lower-case letters and digits, separated by one of `.`, `_`, `-`, got "App".
  "A" is not allowed in it
It becomes an image repository, whose grammar is that of the OCI distribution specification: rename it.
""", check_image_name("App"))
    return unittest.end(env)

names_test = unittest.make(_names_impl)

def names_tests(name):
    unittest.suite(name, names_test)
