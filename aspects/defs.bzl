"""Which component owns which file of a Python program.

```starlark
load("@rules_py_layers//aspects:defs.bzl", "PyLayersInfo", "layers_aspect")

my_rule = rule(
    implementation = _impl,  # reads ctx.attr.binary[PyLayersInfo].components
    attrs = {"binary": attr.label(aspects = [layers_aspect])},
)
```

The aspect looks at labels, tags and providers, never at the contents of files, and flattens no
depset: a rule that wants the components flattens them once, at the image.

`layer_report` is an aspect for the command line, on any `py_binary`: what its image would hold.
"""

load("//aspects/private:interpreter.bzl", _PyInterpreterInfo = "PyInterpreterInfo")
load("//aspects/private:layers_aspect.bzl", _layers_aspect = "layers_aspect")
load("//aspects/private:layers_info.bzl", _PyLayersInfo = "PyLayersInfo")
load("//layering/private:layer_report.bzl", _layer_report = "layer_report")

PyInterpreterInfo = _PyInterpreterInfo
PyLayersInfo = _PyLayersInfo
layer_report = _layer_report
layers_aspect = _layers_aspect
