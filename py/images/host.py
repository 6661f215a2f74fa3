"""What containers of this machine run on."""

import platform

from layers.oci.platforms import Platform

_ARCHITECTURES = {"aarch64": "arm64", "x86_64": "amd64"}
"""Go's names for machines whose kernels have another: https://go.dev/doc/install/source#environment."""


def host_platform() -> Platform:
    """Returns what containers of this machine run on: Linux, also where a desktop starts it."""
    machine = platform.machine().lower()
    return Platform(os="linux", architecture=_ARCHITECTURES.get(machine, machine))
