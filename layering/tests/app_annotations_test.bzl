"""What an image says of itself."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:app_annotations.bzl", "app_annotations")

def _annotations_impl(ctx):
    env = unittest.begin(ctx)
    prefix = "org.opencontainers.image."
    asserts.equals(env, {
        "com.example.team": "post",
        prefix + "created": "{CREATED}",
        prefix + "description": "Says hello",
        prefix + "revision": "1234abc",
        prefix + "source": "{STABLE_GIT_URL?}",
        prefix + "title": "hello",
        prefix + "version": "{STABLE_VERSION?}",
    }, app_annotations(
        "hello",
        description = "Says hello",
        given = {"com.example.team": "post", prefix + "revision": "1234abc"},
    ))
    nothing = app_annotations("hello", description = "", given = {})
    asserts.false(env, prefix + "description" in nothing)
    return unittest.end(env)

annotations_test = unittest.make(_annotations_impl)

def app_annotations_tests(name):
    unittest.suite(name, annotations_test)
