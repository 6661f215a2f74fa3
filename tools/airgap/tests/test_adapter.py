"""What is laid over Debian's rules_python, and the bazelrc that makes Bazel use it."""

import json
import pathlib

import pytest
from airgap import adapter, interpreters, recipe, registry
from airgap.errors import AirgapError

DEBIAN_BAZELRC = """\
try-import /etc/bazel.bazelrc
startup --install_base=/usr/share/bazel
build --host_javabase=@local_jdk//:jdk
build --sandbox_debug
common --override_module=rules_cc=/usr/share/bazel/rules/cc
common --override_module=rules_python=/usr/share/bazel/rules/python
"""


def test_bazelrc() -> None:
    lines = adapter.bazelrc(DEBIAN_BAZELRC, "/usr/lib/jvm/java-25", "root.adapter").splitlines()
    overrides = [line for line in lines if line.startswith("common --override_repository=")]
    assert [line for line in lines if line not in overrides] == [
        "startup --install_base=/usr/share/bazel",
        "common --override_module=rules_cc=/usr/share/bazel/rules/cc",
        "# Written by bazelw.",
        "startup --server_javabase=/usr/lib/jvm/java-25",
        "startup --host_jvm_args=-Djavax.net.ssl.trustStore=/usr/lib/airgap/cacerts",
        "# Another root or adapter is another server.",
        "startup --host_jvm_args=-Dbazelw.keys=root.adapter",
        "build --java_runtime_version=local_jdk --tool_java_runtime_version=local_jdk",
        "common --noenable_workspace",
        "# The versions here are the distribution's: they are no lock for others.",
        "common --lockfile_mode=off",
        "common --registry=file:///usr/lib/airgap/adapter/registry",
        "common --override_module=rules_python=/usr/lib/airgap/adapter/rules_python",
    ]
    assert len(overrides) == 14
    assert overrides[0] == (
        "common --override_repository="
        "rules_python~~internal_deps~pypi__pip=/usr/lib/airgap/wheels/pip"
    )


def test_zstd_of_the_root(tmp_path: pathlib.Path) -> None:
    assert adapter._zstd(tmp_path) == []
    for name in ("usr/share/java/zstd-jni.jar", "usr/lib/aarch64-linux-gnu/libzstd-jni.so.1"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    lines = adapter._zstd(tmp_path)
    assert lines == [
        "startup --host_jvm_args=-Xbootclasspath/a:/usr/share/java/zstd-jni.jar",
        "startup --host_jvm_args=-DZstdNativePath=/usr/lib/aarch64-linux-gnu/libzstd-jni.so.1",
    ]
    assert set(lines) < set(adapter.bazelrc("", "/java", "keys", zstd=lines).splitlines())


@pytest.mark.parametrize(("text", "count"), [("", 0), ("old\nold\n", 2)])
def test_edit_of_another_text(tmp_path: pathlib.Path, text: str, count: int) -> None:
    src = tmp_path / "MODULE.bazel"
    src.write_text(text)
    with pytest.raises(AirgapError) as raised:
        adapter._edit(src, "old\n", "new\n")
    assert str(raised.value) == (
        f"bazelw {src}: the text 'old\\n' must be there once, got {count} times.\n"
        "  Debian has another bazel-rules-python than the one this adapter is made for (0.22.1)\n"
        "Bring the edits in tools/airgap/adapter.py up to date with it."
    )


def test_overlay_has_no_package_of_this_repository() -> None:
    names = {src.name for src in (recipe.HERE / "rules_python").rglob("*") if src.is_file()}
    assert not names & {"BUILD", "BUILD.bazel", "MODULE.bazel", "WORKSPACE"}


def test_overlay_loses_its_suffix(tmp_path: pathlib.Path) -> None:
    adapter._lay_over(recipe.HERE / "rules_python", tmp_path)
    assert (tmp_path / "python/extensions/pip.bzl").is_file()
    assert (tmp_path / "python/config_settings/BUILD.bazel").is_file()
    assert not list(tmp_path.rglob("*.overlay"))


MODULE = """\
module(
    name = "rules_thing",
    version = "0.0.0",  # stamped
    compatibility_level = 1,
)

bazel_dep(name = "platforms", version = "0.0.10")
"""


def test_registry(tmp_path: pathlib.Path) -> None:
    folder = "/usr/share/bazel/rules/thing"
    src = tmp_path / "root" / folder.lstrip("/")
    src.mkdir(parents=True)
    (src / "MODULE.bazel").write_text(MODULE)
    packaged = recipe.Packaged(package="bazel-rules-thing", folder=folder, versions=["1.2", "1.3"])
    modules = recipe.Modules(stub_versions={"zlib": ["1.3.1"]}, packaged={"rules_thing": packaged})
    dest = tmp_path / "registry"
    registry.write(dest, modules, tmp_path / "root")
    thing = dest / "modules/rules_thing/1.3"
    assert (thing / "MODULE.bazel").read_text() == MODULE.replace("0.0.0", "1.3")
    assert json.loads((thing / "source.json").read_text()) == {"type": "local_path", "path": folder}
    stub = dest / "modules/zlib/1.3.1"
    assert (stub / "MODULE.bazel").read_text() == 'module(name = "zlib", version = "1.3.1")\n'
    assert sorted(entry.name for entry in stub.iterdir()) == [
        *("BUILD.bazel", "MODULE.bazel", "source.json"),
    ]


def test_modules_that_bazel_tools_names_are_there() -> None:
    stubs = recipe.read_modules().stub_versions
    assert {"apple_support", "buildozer", "protobuf", "zlib"} <= stubs.keys()


def test_packages_of_modules_are_fetched() -> None:
    assert "bazel-rules-shell" in recipe.bazel_packages(recipe.read_modules())


def test_keys_follow_what_they_name() -> None:
    modules = recipe.read_modules()
    other = recipe.Modules(
        stub_versions={},
        packaged={"x": recipe.Packaged(package="bazel-x", folder="/x", versions=[])},
    )
    assert recipe.root_key(modules) == recipe.root_key(modules)
    assert recipe.root_key(modules) != recipe.root_key(other)
    assert recipe.adapter_key("a") != recipe.adapter_key("b")


def test_package_that_debian_dropped(tmp_path: pathlib.Path) -> None:
    with pytest.raises(AirgapError) as raised:
        interpreters._install_package(tmp_path, "pip")
    assert str(raised.value) == (
        f"bazelw {tmp_path}: the Debian packages must bring the Python package 'pip', "
        "got nothing.\n"
        "  looked at usr/share/python-wheels and usr/lib/python3/dist-packages\n"
        "Bring the packages in tools/airgap/recipe.py up to date with Debian."
    )


def test_interpreter_is_relocatable_and_bare(tmp_path: pathlib.Path) -> None:
    src = tmp_path / "src"
    lib = src / "usr/lib/python3.11"
    for name in ("os.py", "test/x.py", "json/tests/x.py", "EXTERNALLY-MANAGED"):
        (lib / name).parent.mkdir(parents=True, exist_ok=True)
        (lib / name).touch()
    (lib / "sitecustomize.py").symlink_to("/etc/python3.11/sitecustomize.py")
    (src / "usr/bin").mkdir()
    (src / "usr/bin/python3.11").write_bytes(b"ELF")
    interpreters.install_python(src, "3.11", tmp_path / "root")
    made = tmp_path / "root/usr/lib/airgap/pythons/3.11"
    names = {str(entry.relative_to(made)) for entry in made.rglob("*") if not entry.is_dir()}
    assert names == {
        *("bin/python", "bin/python3", "bin/python3.11", "lib/python3.11/os.py"),
    }
    assert (made / "bin/python3").readlink() == pathlib.Path("python3.11")
    assert len(interpreters.fingerprint(tmp_path / "root", "3.11")) == 16
