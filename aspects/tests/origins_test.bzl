"""Which facts decide which origin."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//aspects/private:origins.bzl", "normalized_name", "origin_of")

_BINARY = Label("//svc/app:server")

def _origin(label, tags = [], imports = [], binary = _BINARY):
    return origin_of(label, struct(binary = binary, imports = imports, tags = tags))

def _tags_name_a_wheel_impl(ctx):
    env = unittest.begin(ctx)
    decided = _origin(
        Label("@bazel_skylib//:pkg"),
        tags = ["manual", "pypi_name=Google.Api_Core", "pypi_version=2.44.0"],
        imports = ["site-packages"],
    )
    asserts.equals(env, "pypi", decided.origin)
    asserts.equals(env, "google-api-core", decided.name)
    asserts.equals(env, "2.44.0", decided.version)
    asserts.equals(env, "tag pypi_name=Google.Api_Core", decided.fact)
    asserts.equals(env, "site-packages", decided.import_root)
    vendored = _origin(Label("//vendored/x:pkg"), tags = ["pypi_name=x"], imports = ["lib/site-packages"])
    asserts.equals(env, "pypi", vendored.origin)
    asserts.equals(env, "vendored/x/lib/site-packages", vendored.import_root)
    asserts.equals(env, "internal", _origin(Label("//vendored/x:pkg"), tags = ["pypi_name=x"], imports = ["."]).origin)
    asserts.equals(env, "external", _origin(Label("@bazel_skylib//:pkg"), tags = ["pypi_name=x"]).origin)
    return unittest.end(env)

tags_name_a_wheel_test = unittest.make(_tags_name_a_wheel_impl)

def _import_root_makes_a_wheel_impl(ctx):
    env = unittest.begin(ctx)
    elsewhere = Label("@bazel_skylib//:pkg")
    asserts.equals(env, "pypi", _origin(elsewhere, imports = ["site-packages"]).origin)
    asserts.equals(env, "pypi", _origin(elsewhere, imports = ["lib/site-packages"]).origin)
    asserts.equals(env, "", _origin(elsewhere, imports = ["site-packages"]).name)
    asserts.equals(env, "external", _origin(elsewhere, imports = ["my-site-packages"]).origin)
    asserts.equals(env, "internal", _origin(Label("//vendored:pkg"), imports = ["site-packages"]).origin)
    return unittest.end(env)

import_root_makes_a_wheel_test = unittest.make(_import_root_makes_a_wheel_impl)

def _repository_and_package_decide_the_rest_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "app", _origin(Label("//svc/app:core")).origin)
    asserts.equals(env, "internal", _origin(Label("//svc/app/sub:core")).origin)
    asserts.equals(env, "internal", _origin(Label("//svc/application:core")).origin)
    asserts.equals(env, "internal", _origin(Label("//svc/app:core"), binary = None).origin)
    asserts.equals(env, "external", _origin(Label("@bazel_skylib//svc/app:core")).origin)
    asserts.equals(env, "external", _origin(Label("@bazel_skylib//:core"), binary = None).origin)
    return unittest.end(env)

repository_and_package_decide_the_rest_test = unittest.make(_repository_and_package_decide_the_rest_impl)

def _names_that_look_like_others_impl(ctx):
    """A folder or target named like an interpreter or `external` decides nothing."""
    env = unittest.begin(ctx)
    asserts.equals(env, "internal", _origin(Label("//external:python_3_11")).origin)
    asserts.equals(env, "internal", _origin(Label("//site-packages:pypi_fastapi")).origin)
    return unittest.end(env)

names_that_look_like_others_test = unittest.make(_names_that_look_like_others_impl)

def _normalized_name_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "a-b-c", normalized_name("A__b.-c"))
    asserts.equals(env, "ruamel-yaml", normalized_name("ruamel.yaml"))
    return unittest.end(env)

normalized_name_test = unittest.make(_normalized_name_impl)

def origins_tests(name):
    unittest.suite(
        name,
        tags_name_a_wheel_test,
        import_root_makes_a_wheel_test,
        repository_and_package_decide_the_rest_test,
        names_that_look_like_others_test,
        normalized_name_test,
    )
