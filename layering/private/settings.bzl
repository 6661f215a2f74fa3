"""What shapes a layer, from build flags: set once for a repository, never by one image.

A value that one image could set would give that image's wheels another digest.
"""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")

visibility("//layering/...")

# The version of `layering/schema/layer.proto` that this module writes.
SCHEMA_VERSION = 1

# Bytecode in layers: none, or that of https://peps.python.org/pep-0552/ which nobody compares with its source.
BYTECODE = ["none", "unchecked_hash"]

# File name extensions by compression.
COMPRESSIONS = {"gzip": ".tar.gz", "none": ".tar", "zstd": ".tar.zst"}

_ROOT = """\
--{label}: expected a directory of the image, relative, such as "app" or "opt/app", got {root}.
Set it in .bazelrc: build --{label}=app
"""

_OWNER = """\
--{label}: expected two numbers, uid:gid, got {owner}.
Set it in .bazelrc: build --{label}=0:0
"""

PyLayerSettingsInfo = provider(
    doc = "The build flags that shape every layer of a repository.",
    fields = {
        "bytecode": "(str) one of `BYTECODE`.",
        "compression": "(str) one of `COMPRESSIONS`.",
        "extension": "(str) what the name of a layer ends with, `.tar.zst`.",
        "gid": "(int) group of every file.",
        "level": "(str) of the compressor; \"\" for its default.",
        "python_version": "(str) X.Y, for runtimes that do not say theirs; \"\" where unset.",
        "root": "(str) where everything lands, relative to the image's root directory.",
        "uid": "(int) owner of every file.",
    },
)

def _root(label, root):
    segments = root.split("/")
    if "" in segments or "." in segments or ".." in segments:
        fail(_ROOT.format(label = label, root = repr(root)))
    return root

def _owner(label, owner):
    ids = owner.split(":")
    if len(ids) != 2 or not ids[0].isdigit() or not ids[1].isdigit():
        fail(_OWNER.format(label = label, owner = repr(owner)))
    return [int(number) for number in ids]

def _flag(target):
    return target[BuildSettingInfo].value

def _layer_settings_impl(ctx):
    attr = ctx.attr
    uid, gid = _owner(attr.owner.label, _flag(attr.owner))
    compression = _flag(attr.compression)
    return [PyLayerSettingsInfo(
        bytecode = _flag(attr.bytecode),
        compression = compression,
        extension = COMPRESSIONS[compression],
        gid = gid,
        level = _flag(attr.compression_level),
        python_version = _flag(attr.python_version),
        root = _root(attr.root.label, _flag(attr.root)),
        uid = uid,
    )]

layer_settings = rule(
    implementation = _layer_settings_impl,
    doc = "Collects the build flags, checked.",
    attrs = {
        flag: attr.label(mandatory = True, providers = [BuildSettingInfo])
        for flag in ["bytecode", "compression", "compression_level", "owner", "python_version", "root"]
    },
)
