"""What the aspect finds on real targets: wheels of a hub, a library, a binary, wrappers."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//aspects:defs.bzl", "PyLayersInfo", "layers_aspect")

_FoundInfo = provider("What a test sees.", fields = ["info", "label"])

def _subject_impl(ctx):
    return [_FoundInfo(info = ctx.attr.target[PyLayersInfo], label = ctx.attr.target.label)]

aspect_subject = rule(
    implementation = _subject_impl,
    doc = "Applies the aspect to a target.",
    attrs = {"target": attr.label(aspects = [layers_aspect])},
)

def _by_label(info):
    return {str(item.label): item for item in info.components.to_list()}

def _basenames(item):
    return sorted([file.basename for file in item.files.to_list()])

def _binary_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[_FoundInfo].info
    found = _by_label(info)
    own = found[str(Label("//aspects/tests/subjects:program"))]
    library = found[str(Label("//aspects/tests/subjects/lib:lib"))]
    asserts.equals(env, ["helper.py", "program.py"], _basenames(own))
    asserts.equals(env, ["data.txt", "lib.py"], _basenames(library))
    asserts.equals(env, "internal", library.origin)
    asserts.equals(env, "program.py", info.main.basename)
    asserts.equals(env, own, info.component)
    return analysistest.end(env)

binary_test = analysistest.make(_binary_impl)

def _wheel_impl(ctx):
    env = analysistest.begin(ctx)
    found = analysistest.target_under_test(env)[_FoundInfo].info.components.to_list()
    wheels = {item.name: item for item in found if item.origin == "pypi"}
    asserts.true(env, "uvicorn" in wheels, "uvicorn in {}".format(wheels.keys()))
    asserts.true(env, "click" in wheels, "click, a dependency of uvicorn")
    uvicorn = wheels["uvicorn"]
    asserts.equals(env, "tag pypi_name=uvicorn", uvicorn.fact)
    for file in uvicorn.files.to_list():
        asserts.equals(env, uvicorn.label.repo_name, file.owner.repo_name)
    return analysistest.end(env)

wheel_test = analysistest.make(_wheel_impl)

def _wrapper_impl(ctx):
    """A library that re-exports a wheel's files owns none of them; edges other than deps are seen."""
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[_FoundInfo].info
    asserts.equals(env, None, info.component)
    names = [item.name for item in info.components.to_list()]
    asserts.equals(env, ["click", "h11"], sorted([name for name in names if name in ("click", "h11")]))
    asserts.equals(env, len(names), len({name: None for name in names}), "each wheel once")
    return analysistest.end(env)

wrapper_test = analysistest.make(_wrapper_impl)

def _reexport_impl(ctx):
    """A library whose `srcs` are another library: the files stay the other's."""
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[_FoundInfo].info
    asserts.equals(env, None, info.component)
    asserts.equals(env, [Label("//aspects/tests/subjects/lib:lib")], [item.label for item in info.components.to_list()])
    return analysistest.end(env)

reexport_test = analysistest.make(_reexport_impl)

def _targets_impl(ctx):
    """Every target that the binary reaches, and what it names; a wrapper without files is one, too."""
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[_FoundInfo].info
    deps = {target.label.name: [label.name for label in target.deps] for target in info.targets.to_list()}
    asserts.equals(env, ["pkg", "pkg"], deps["wrapper"])
    repositories = [target.label.repo_name for target in info.targets.to_list()]
    for name in ["click", "h11"]:
        found = [repository for repository in repositories if repository.endswith(name)]
        asserts.equals(env, 1, len(found), "{} in {}".format(name, repositories))
    return analysistest.end(env)

targets_test = analysistest.make(_targets_impl)

def _interpreter_impl(ctx):
    env = analysistest.begin(ctx)
    interpreter = analysistest.target_under_test(env)[_FoundInfo].info.interpreter
    asserts.equals(env, "interpreter", interpreter.component.origin)
    asserts.equals(env, "PyRuntimeInfo of the Python toolchain", interpreter.component.fact)
    asserts.true(env, interpreter.interpreter in interpreter.component.files.to_list())
    return analysistest.end(env)

interpreter_test = analysistest.make(_interpreter_impl)

_TESTS = {
    "binary": (binary_test, "//aspects/tests/subjects:program"),
    "interpreter": (interpreter_test, "//aspects/tests/subjects:program"),
    "targets": (targets_test, "//aspects/tests/subjects:wrapper"),
    "reexport": (reexport_test, "//aspects/tests/subjects:reexport"),
    "wheel": (wheel_test, "@pypi//uvicorn"),
    "wrapper": (wrapper_test, "//aspects/tests/subjects:wrapper"),
}

def layers_aspect_tests(name):
    """Declares the tests of the aspect, and a suite of them called `name`.

    Args:
        name: (str) of the suite.
    """
    for case, (test, target) in _TESTS.items():
        aspect_subject(
            name = "{}_{}_subject".format(name, case),
            tags = ["manual"],
            target = target,
            testonly = True,
        )
        test(
            name = "{}_{}".format(name, case),
            target_under_test = ":{}_{}_subject".format(name, case),
        )
    native.test_suite(
        name = name,
        tests = [":{}_{}".format(name, case) for case in _TESTS],
    )
