"""Where a wheel is cut, and which wheels are not."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//layering/private:splits.bzl", "part_of", "wheel_parts")

_BOUNDARIES = ["torch/lib/libtorch_cuda.so", "torch/n"]

_DESTS = {
    "venv/bin/torchrun": 0,
    "venv/share/man/torch.1": 0,
    "venv/site-packages/functorch/_C.so": 0,
    "venv/site-packages/torch-2.9.dist-info/METADATA": 0,
    "venv/site-packages/torch/lib/libtorch_cpu.so": 0,
    "venv/site-packages/torch/lib/libtorch_cuda.so": 1,
    "venv/site-packages/torch/masked/__init__.py": 1,
    "venv/site-packages/torch/n": 2,
    "venv/site-packages/torch/nn/__init__.py": 2,
    "venv/site-packages/torchgen/model.py": 2,
}

def _part_of_impl(ctx):
    env = unittest.begin(ctx)
    for dest, part in _DESTS.items():
        asserts.equals(env, part, part_of(dest, _BOUNDARIES), dest)
        asserts.equals(env, 0, part_of(dest, []), dest)
    many = ["a{}".format(1000 + number) for number in range(100)]
    for number in range(100):
        asserts.equals(env, number + 1, part_of("venv/site-packages/a{}/x".format(1000 + number), many))
    return unittest.end(env)

part_of_test = unittest.make(_part_of_impl)

def _parts_impl(ctx):
    """A boundary that no file of this version is behind makes no empty layer."""
    env = unittest.begin(ctx)
    files = [
        struct(short_path = "../pypi_torch/site-packages/" + path)
        for path in ["torch/a.py", "torch/z.py", "torch/b.py"]
    ]
    wheel = struct(
        fact = "tag",
        files = depset(files),
        import_root = "site-packages",
        label = Label("@@//:torch"),
        name = "torch",
        origin = "pypi",
        version = "2.9",
    )
    plan = struct(label = Label("@@//:plan"), splits = {"torch": ["torch/c", "torch/d", "torch/zz"]})
    parts = wheel_parts(wheel, plan)
    asserts.equals(env, [1, 3], [part.part for part in parts])
    asserts.equals(env, [files[0], files[2]], parts[0].files.to_list())
    asserts.equals(env, [files[1]], parts[1].files.to_list())
    asserts.equals(env, ("torch", "2.9", "pypi"), (parts[1].name, parts[1].version, parts[1].origin))
    return unittest.end(env)

parts_test = unittest.make(_parts_impl)

def splits_tests(name):
    unittest.suite(name, part_of_test, parts_test)
