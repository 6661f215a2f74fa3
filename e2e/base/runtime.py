"""Which packages CPython needs at run time: one list, for every suite."""

PYTHON_RUNTIME_PACKAGES = (
    "base-files",
    "ca-certificates",
    "libbz2-1.0",
    "libc6",
    "libcrypt1",
    "libdb5.3t64|libdb5.3",
    "libexpat1",
    "libffi8",
    "libgcc-s1",
    "liblzma5",
    "libncursesw6",
    "libreadline8t64|libreadline8",
    "libsqlite3-0",
    "libssl3t64|libssl3",
    "libstdc++6",
    "libtinfo6",
    "libuuid1",
    "libzstd1",
    "media-types",
    "netbase",
    "tzdata",
    "zlib1g",
)
"""What the extension modules of Debian's own python3 link to, and the data files they read.

Without what `nis` wants: Kerberos, for a module that Python 3.13 has dropped.
"""
