"""What an `image_push` is given, and what is said of tags that are none."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:image_push.bzl", "tags_problem")

def _tags_test_impl(ctx):
    env = unittest.begin(ctx)
    for tags in [[], ["v1"], ":tags", "//svc:tags"]:
        asserts.equals(env, "", tags_problem("svc_image_push", tags))
    asserts.equals(
        env,
        """\
image_push "svc_image_push": expected `remote_tags` to be a list of tags or the label of a file of them, got {"v1": ""}.
Write remote_tags = ["latest"], or remote_tags = ":a_target_with_one_file".
""",
        tags_problem("svc_image_push", {"v1": ""}),
    )
    return unittest.end(env)

tags_test = unittest.make(_tags_test_impl)

def image_push_tests(name):
    unittest.suite(name, tags_test)
