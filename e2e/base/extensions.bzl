"""The module extension that makes `debian_base` repositories.

```starlark
debian = use_extension("//e2e/base:extensions.bzl", "debian", dev_dependency = True)
debian.base(name = "debian_base")
use_repo(debian, "debian_base")
```
"""

load(":debian_base.bzl", "debian_base")

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

debian = module_extension(
    implementation = _debian_impl,
    doc = "Base images made of Debian packages, for tests.",
    tag_classes = {"base": _base},
)
