"""The module extension that makes repositories of Debian packages.

```starlark
debian = use_extension("//e2e/base:extensions.bzl", "debian", dev_dependency = True)
debian.base(name = "debian_base")
use_repo(debian, "debian_base")
```
"""

load(":debian_base.bzl", "debian_base")
load(":debian_files.bzl", "debian_files")

def _debian_impl(mctx):
    for module in mctx.modules:
        for base in module.tags.base:
            debian_base(
                name = base.name,
                architecture = base.architecture,
                packages = base.packages,
                python = base.python,
                suite = base.suite,
            )
        for files in module.tags.files:
            debian_files(
                name = files.name,
                architecture = files.architecture,
                build_file = files.build_file,
                keep = files.keep,
                packages = files.packages,
                suite = files.suite,
            )

_base = tag_class(
    doc = "One base image; see `debian_base` for the attributes.",
    attrs = {
        "architecture": attr.string(),
        "name": attr.string(mandatory = True, doc = "The name of the repository."),
        "packages": attr.string_list(),
        "python": attr.label(),
        "suite": attr.string(),
    },
)

_files = tag_class(
    doc = "Files of packages; see `debian_files` for the attributes.",
    attrs = {
        "architecture": attr.string(),
        "build_file": attr.label(mandatory = True),
        "keep": attr.string_dict(mandatory = True),
        "name": attr.string(mandatory = True, doc = "The name of the repository."),
        "packages": attr.string_list(mandatory = True),
        "suite": attr.string(),
    },
)

debian = module_extension(
    implementation = _debian_impl,
    doc = "Base images and files made of Debian packages, for tests.",
    tag_classes = {"base": _base, "files": _files},
)
