"""A C++ toolchain that compiles nothing, for a platform where no C++ is built."""

load("@rules_cc//cc:defs.bzl", "cc_toolchain")

def _config_impl(ctx):
    # rules_cc of Bazel 7 has no file to load this from.
    # buildifier: disable=native-cc-common
    return cc_common.create_cc_toolchain_config_info(
        abi_libc_version = "none",
        abi_version = "none",
        compiler = "none",
        ctx = ctx,
        host_system_name = "none",
        target_cpu = "none",
        target_libc = "none",
        target_system_name = "none",
        toolchain_identifier = "none",
    )

_config = rule(implementation = _config_impl, provides = [CcToolchainConfigInfo])

def no_cc_toolchain(name):
    """Declares a toolchain that analysis takes for one of C++ and no action can use.

    Args:
        name: (str) of the toolchain.
    """
    native.filegroup(name = name + "_files")
    _config(name = name + "_config")
    cc_toolchain(
        name = name,
        all_files = ":{}_files".format(name),
        compiler_files = ":{}_files".format(name),
        dwp_files = ":{}_files".format(name),
        linker_files = ":{}_files".format(name),
        objcopy_files = ":{}_files".format(name),
        strip_files = ":{}_files".format(name),
        toolchain_config = ":{}_config".format(name),
    )
