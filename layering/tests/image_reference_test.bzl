"""What an image may be called, and what is said of a name that clients would refuse."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:image_reference.bzl", "component_problem", "image_repository", "reference_problem")

_REFUSED = {
    "": '"the empty name" is not allowed here',
    "-app": '"-" is not allowed at the start',
    "App": '"A" is not allowed in it',
    "a..b": '".." is not allowed between letters',
    "a._b": '"._" is not allowed between letters',
    "a___b": '"___" is not allowed between letters',
    "a/b": '"/" is not allowed in it',
    "app_": '"_" is not allowed at the end',
}

_REGISTRIES = [
    "",
    "127.0.0.1:5000",
    "Registry.Example.com",
    "[::1]:5000",
    "[::1]",
    "ghcr.io",
    "localhost",
    "registry:5000",
]

_REFUSED_REGISTRIES = {
    "-host.io": '"-host" is no part of the name of a host',
    "[here]": "no IPv6 address",
    "ghcr.io/": 'What follows the host is `organization` or `repository`: ""',
    "ghcr.io/team": 'What follows the host is `organization` or `repository`: "team"',
    "ghcr.io:": '"" is no port',
    "ghcr.io:http": '"http" is no port',
    "ghcr..io": '"" is no part of the name of a host',
    "https://ghcr.io": "The protocol does not belong to it.",
    "my_host.io": '"_" is not allowed in it',
    "registry": "Clients take a word without a dot or a port for an organization of Docker Hub.",
}

def _components_impl(ctx):
    env = unittest.begin(ctx)
    for name in ["hello", "hello-fastapi", "a.b_c-d9", "9", "my--app", "my__app"]:
        asserts.equals(env, "", component_problem(name, name, what = "a name"))
    for name, why in _REFUSED.items():
        text = component_problem(name, name, what = "a name")
        asserts.true(env, why in text, "{} in {}".format(why, text))
    asserts.equals(env, """\
release_app "App": expected a name of lower-case letters and digits, separated by `.`, `_`, `__` or dashes, got "App".
  "A" is not allowed in it
It becomes part of an image repository, whose grammar is that of the OCI distribution specification: rename it.
""", component_problem("App", "App", what = "a name"))
    return unittest.end(env)

components_test = unittest.make(_components_impl)

def _problem(registry = "", organization = "", repository = "demo-hello"):
    return reference_problem("hello", organization = organization, registry = registry, repository = repository)

def _references_impl(ctx):
    env = unittest.begin(ctx)
    for registry in _REGISTRIES:
        asserts.equals(env, "", _problem(registry = registry, organization = "team/sub", repository = "a/b"))
    for registry, why in _REFUSED_REGISTRIES.items():
        asserts.equals(env, """\
release_app "hello": expected `registry` to be a host, with a port where it needs one, got "{}".
  {}
Write registry = "ghcr.io" or registry = "localhost:5000".
""".format(registry, why), _problem(registry = registry))
    organization = _problem(organization = "Team/a")
    asserts.true(env, "expected an organization of lower-case" in organization, organization)
    asserts.true(env, 'got "Team/a".\n  "T" is not allowed in it' in organization, organization)
    repository = _problem(repository = "a//b")
    asserts.true(env, "expected a repository of lower-case" in repository, repository)
    return unittest.end(env)

references_test = unittest.make(_references_impl)

def _limits_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "", _problem(registry = "ghcr.io", repository = "a" * 247))
    asserts.equals(env, """\
release_app "hello": expected an image repository of at most 255 characters, got 256.
  ghcr.io/{}
Shorten `registry`, `organization` or `repository`: longer names are refused by clients.
""".format("a" * 248), _problem(registry = "ghcr.io", repository = "a" * 248))
    asserts.equals(env, """\
release_app "hello": expected `registry` to be a string, got None.
registry is known without a build, so that it cannot be a select().
""", _problem(registry = None))
    asserts.equals(
        env,
        ["demo-hello", "ghcr.io/team/demo-hello"],
        [
            image_repository(organization = "", registry = "", repository = "demo-hello"),
            image_repository(organization = "team", registry = "ghcr.io", repository = "demo-hello"),
        ],
    )
    return unittest.end(env)

limits_test = unittest.make(_limits_impl)

def image_reference_tests(name):
    unittest.suite(name, components_test, limits_test, references_test)
