"""What a layer rule must know of the program it packs, checked once."""

load("@rules_python//python:py_info.bzl", "PyInfo")
load("//aspects:defs.bzl", "PyLayersInfo")
load(":entries.bzl", "repository_of")

visibility("//layering/...")

_NOT_PYTHON = """\
py_layers {label}: expected `binary` to be a py_binary, got {binary}, which {lacks}.
Name a py_binary (or py_test) loaded from @rules_python in `binary`.
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

def _lack(binary):
    if PyInfo not in binary:
        return "has no PyInfo"
    if not binary[DefaultInfo].files_to_run.executable:
        return "is not executable"
    if not binary[PyLayersInfo].main and not binary[PyLayersInfo].main_module:
        return "has no main module"
    return ""

def program_of(binary, label, settings):
    """Returns what layers are made from.

    Args:
        binary: (Target) with `layers_aspect` applied.
        label: (Label) of the rule that asks, for errors.
        settings: (PyLayerSettingsInfo) gives X.Y where the runtime does not.

    Returns:
        (struct) `binary` and `label` (Label), `name` and `main_module` (str), `executable`,
        `has_bytecode` (bool), `main` and `repo_mapping` (File or None), `interpreter` (File), `interpreter_repository` (str), `imports`
        (depset of str), `version` (str) and `info` (PyLayersInfo).

    Fails:
        if the binary is no Python program, or its interpreter cannot go into an image.
    """
    lack = _lack(binary)
    if lack:
        fail(_NOT_PYTHON.format(binary = binary.label, label = label, lacks = lack))
    info = binary[PyLayersInfo]
    if not info.interpreter.interpreter:
        path = repr(info.interpreter.path)
        fail(_NO_INTERPRETER.format(binary = binary.label, label = label, path = path))
    version = info.interpreter.version or settings.python_version
    if not version:
        fail(_NO_VERSION.format(label = label, runtime = info.interpreter.component.label))
    files_to_run = binary[DefaultInfo].files_to_run
    return struct(
        binary = binary.label,
        executable = files_to_run.executable,
        has_bytecode = settings.bytecode != "none",
        imports = binary[PyInfo].imports,
        info = info,
        interpreter = info.interpreter.interpreter,
        interpreter_repository = repository_of(info.interpreter.interpreter),
        label = label,
        main = info.main,
        main_module = info.main_module,
        name = binary.label.name.split("/")[-1],
        repo_mapping = getattr(files_to_run, "repo_mapping_manifest", None),
        version = version,
    )
