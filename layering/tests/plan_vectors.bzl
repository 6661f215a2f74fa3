"""What one function must give in two languages: literals only, because Python reads this file too.

`plan_vectors_test.bzl` holds `layering/private/plan.bzl` to it, `py/tests/plan_rule_test.py` holds
`py/plan/layer_plan.py`, by which `bazel run //py:plan` says what a plan saves.
"""

# `stable_hash` by text: the first three by the authors of FNV.
# http://www.isthe.com/chongo/tech/comp/fnv/
HASH_VECTORS = {
    "": 0x811c9dc5,
    "a": 0xe40c292c,
    "foobar": 0xbf9cf968,
    "nvidia-cudnn-cu12": 0xb5d11655,
    "zope.interface": 0x7827853c,
    "ünïcode": 0xc0af4f14,
}

# The layers of one image: `packages` within `slots`, the budget without the six that are no packages.
PLAN_VECTORS = [
    {
        "about": "what fits has a layer each",
        "buckets": 3,
        "groups": {},
        "heavy": [],
        "layers": [["attrs"], ["click"], ["numpy"]],
        "packages": ["attrs", "click", "numpy"],
        "slots": 3,
        "splits": {},
        "weights": {},
    },
    {
        "about": "over budget: heavy, then what is heavy everywhere and has no weight, then the weights, then the names",
        "buckets": 2,
        "groups": {},
        "heavy": ["tiny"],
        "layers": [["numpy"], ["tiny"], ["torch"], ["yarl"], ["urllib3"], ["attrs", "click", "idna", "six"]],
        "packages": ["attrs", "click", "idna", "numpy", "six", "tiny", "torch", "urllib3", "yarl"],
        "slots": 6,
        "splits": {},
        "weights": {"attrs": 70, "numpy": 0, "yarl": 900},
    },
    {
        "about": "a group is one layer, over budget or not, and takes one",
        "buckets": 2,
        "groups": {"web": ["fastapi", "starlette", "uvicorn"]},
        "heavy": [],
        "layers": [["anyio"], ["h11"], ["fastapi", "starlette"], ["idna", "sniffio"]],
        "packages": ["anyio", "fastapi", "h11", "idna", "sniffio", "starlette"],
        "slots": 4,
        "splits": {},
        "weights": {"anyio": 9, "h11": 8, "idna": 7, "sniffio": 6},
    },
    {
        "about": "the parts of a split package take a layer each, whatever the budget",
        "buckets": 2,
        "groups": {},
        "heavy": [],
        "layers": [["sympy"], ["torch"], ["filelock", "mpmath"], ["fsspec", "jinja2"]],
        "packages": ["filelock", "fsspec", "jinja2", "mpmath", "sympy", "torch"],
        "slots": 6,
        "splits": {"torch": ["torch/lib/libtorch_cpu.so", "torch/lib/libtorch_cuda.so"]},
        "weights": {"mpmath": 5, "sympy": 6, "torch": 800},
    },
    {
        "about": "buckets that happen to share a number leave more layers to the others",
        "buckets": 12,
        "groups": {},
        "heavy": [],
        "layers": [["pkg-0"], ["pkg-1"], ["pkg-10"], ["pkg-11"], ["pkg-12"], ["pkg-13"], ["pkg-14"], ["pkg-15"], ["pkg-17", "pkg-22"], ["pkg-18", "pkg-29", "pkg-3"], ["pkg-19", "pkg-2", "pkg-28"], ["pkg-9"], ["pkg-8"], ["pkg-25", "pkg-7"], ["pkg-24", "pkg-6"], ["pkg-27", "pkg-5"], ["pkg-26", "pkg-4"], ["pkg-21"], ["pkg-20"], ["pkg-16", "pkg-23"]],
        "packages": ["pkg-0", "pkg-1", "pkg-2", "pkg-3", "pkg-4", "pkg-5", "pkg-6", "pkg-7", "pkg-8", "pkg-9", "pkg-10", "pkg-11", "pkg-12", "pkg-13", "pkg-14", "pkg-15", "pkg-16", "pkg-17", "pkg-18", "pkg-19", "pkg-20", "pkg-21", "pkg-22", "pkg-23", "pkg-24", "pkg-25", "pkg-26", "pkg-27", "pkg-28", "pkg-29"],
        "slots": 20,
        "splits": {},
        "weights": {},
    },
]
