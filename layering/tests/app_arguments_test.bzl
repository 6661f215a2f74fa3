"""What `release_app` refuses, and what it says."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:app_arguments.bzl", "app_problem")

_SETTINGS = {
    "budget": 60,
    "description": "",
    "domain": "",
    "mount_from": [],
    "platforms": [],
}

def _problem(name = "hello", language = "python", settings = {}, remote_tags = [], **others):
    return app_problem(
        name,
        language = language,
        others = others,
        remote_tags = remote_tags,
        settings = _SETTINGS | settings,
    )

def _arguments_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "", _problem(args = [], settings = {"domain": "team"}, tags = [], testonly = True))
    name = _problem(name = "App")
    asserts.true(env, 'release_app "App": expected a name of lower-case' in name, name)
    domain = _problem(settings = {"domain": "Team/A"})
    asserts.true(env, "expected a domain of lower-case" in domain and 'got "Team/A".' in domain, domain)
    asserts.equals(env, """\
release_app "hello": expected `language` to be one of python, got "go".
Leave `language` out, or package the app with the rules of its language.
""", _problem(language = "go"))
    return unittest.end(env)

arguments_test = unittest.make(_arguments_impl)

def _known_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, """\
release_app "hello": expected `description` to be of type string, got None.
description is known without a build, so that it cannot be a select().
""", _problem(settings = {"description": None}))
    for what, type_name in {"budget": "int", "domain": "string", "mount_from": "list", "platforms": "list"}.items():
        text = _problem(settings = {what: None})
        asserts.true(env, "expected `{}` to be of type {}, got None.".format(what, type_name) in text, text)
    return unittest.end(env)

known_test = unittest.make(_known_impl)

def _tags_impl(ctx):
    env = unittest.begin(ctx)
    for tags in [["latest"], ":tags", "//release:tags", Label("//release:tags")]:
        asserts.equals(env, "", _problem(remote_tags = tags))
    asserts.equals(env, """\
release_app "hello": expected `remote_tags` to be a list of tags or the label of a file of them, got "latest".
Write remote_tags = ["latest"], or remote_tags = ":tags", a target with one tag a line.
""", _problem(remote_tags = "latest"))
    asserts.true(env, "got None." in _problem(remote_tags = None))
    return unittest.end(env)

tags_test = unittest.make(_tags_impl)

def _unknown_impl(ctx):
    """No rule is left to say that it does not know an attribute: the macro has many."""
    env = unittest.begin(ctx)
    asserts.equals(env, """\
release_app "hello": expected parameters of release_app, got `cmd`, `port`.
  of the image: annotations, args, entrypoint, env, labels, ports, user, workdir
  of every target: compatible_with, deprecation, exec_properties, features, \
package_metadata, restricted_to, tags, target_compatible_with, testonly, visibility
Write `args` for `cmd`, `ports` for `port`.
""", _problem(cmd = [], port = 8000, tags = []))
    unknown = _problem(colour = "red")
    asserts.true(env, "got `colour`." in unknown and "docs/release_app.md has them all." in unknown, unknown)
    return unittest.end(env)

unknown_test = unittest.make(_unknown_impl)

def app_arguments_tests(name):
    unittest.suite(name, arguments_test, known_test, tags_test, unknown_test)
