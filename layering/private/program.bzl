"""What a layer rule must know of the program it packs, checked once."""

load("@rules_python//python:py_info.bzl", "PyInfo")
load(":entries.bzl", "repository_of")
load(":members.bzl", "info_of")

visibility("//layering/...")

_NOT_PYTHON = """\
py_layers {label}: expected `binary` and `programs` to be py_binary targets, got {binary}, which {lacks}.
Name targets of py_binary (or py_test) loaded from @rules_python.
"""

_NO_INTERPRETER = """\
py_layers {label}: expected an interpreter that is part of the build, got {path}.
  Python toolchain of {binary}
A path on this machine cannot go into an image: register a toolchain with files, such as
python.toolchain(is_default = True, python_version = "3.11") of rules_python in MODULE.bazel.
"""

_NO_VERSION = """\
py_layers {label}: expected a runtime that tells its Python version, got none.
  {runtime}
Set it in .bazelrc: build --@rules_py_layers//layering:python_version=X.Y
"""

_SAME_NAME = """\
py_layers {label}: expected programs of different names, got {name} twice.
  {first}
  {second}
Rename one of them, or its alias: the image starts each as bin/<name>.
"""

def _lack(binary):
    if PyInfo not in binary:
        return "has no PyInfo"
    if not binary[DefaultInfo].files_to_run.executable:
        return "is not executable"
    if not info_of(binary).main and not info_of(binary).main_module:
        return "has no main module"
    return ""

def is_program(target):
    """Returns whether layers can be made from a target with `members_aspect` applied."""
    return not _lack(target)

def _started(binary):
    """What starts one program."""
    info = info_of(binary)
    return struct(
        binary = binary.label,
        executable = binary[DefaultInfo].files_to_run.executable,
        main = info.main,
        main_module = info.main_module,
        name = binary.label.name.split("/")[-1],
    )

def _all_started(binaries, label):
    started = {}
    for one in [_started(binary) for binary in binaries]:
        if one.name in started:
            fail(_SAME_NAME.format(
                first = started[one.name].binary,
                label = label,
                name = repr(one.name),
                second = one.binary,
            ))
        started[one.name] = one
    return started.values()

def program_of(binary, label, settings, *, others = []):
    """Returns what layers are made from.

    Args:
        binary: (Target) with `members_aspect` applied.
        label: (Label) of the rule that asks, for errors.
        settings: (PyLayerSettingsInfo) gives X.Y where the runtime does not.
        others: (list of Target) programs that are in the image, too, with the same aspect.

    Returns:
        (struct) of the first: `binary` and `label` (Label), `package` (pair of str: the binary's repository and
        package), `name` (str), `interpreter` and `repo_mapping` (File; the second or None), `interpreter_repository`
        and `version` (str); `has_bytecode` (bool); of all: `components` (depset of struct), `imports` (depset of str),
        `targets` (depset of struct), `runfiles`, and `starts` (list of struct `binary`, `executable`, `main` (File or
        None), `main_module` and `name`).

    Fails:
        if one is no Python program, its interpreter cannot go into an image, or two have one name.
    """
    binaries = [binary] + others
    for one in binaries:
        lack = _lack(one)
        if lack:
            fail(_NOT_PYTHON.format(binary = one.label, label = label, lacks = lack))
    info = info_of(binary)
    if not info.interpreter.interpreter:
        path = repr(info.interpreter.path)
        fail(_NO_INTERPRETER.format(binary = binary.label, label = label, path = path))
    version = info.interpreter.version or settings.python_version
    if not version:
        fail(_NO_VERSION.format(label = label, runtime = info.interpreter.component.label))
    starts = _all_started(binaries, label)
    return struct(
        binary = binary.label,
        components = depset(transitive = [info_of(one).components for one in binaries]),
        has_bytecode = settings.bytecode != "none",
        imports = depset(transitive = [one[PyInfo].imports for one in binaries]),
        interpreter = info.interpreter.interpreter,
        interpreter_repository = repository_of(info.interpreter.interpreter),
        label = label,
        name = starts[0].name,
        package = (binary.label.repo_name, binary.label.package),
        repo_mapping = getattr(binary[DefaultInfo].files_to_run, "repo_mapping_manifest", None),
        runfiles = binary[DefaultInfo].default_runfiles.merge_all([
            one[DefaultInfo].default_runfiles
            for one in others
        ]),
        starts = starts,
        targets = depset(transitive = [info_of(one).targets for one in binaries]),
        version = version,
    )
