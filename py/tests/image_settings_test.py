"""The grammar of every setting: what is taken, and what is told of what is not."""

from typing import Any

import pytest
from image_fixtures import REQUEST
from layers.errors import ImageError
from layers.oci.settings import check_settings


def _error(**settings: Any) -> str:
    with pytest.raises(ImageError) as raised:
        check_settings(REQUEST.replace(**settings))
    return str(raised.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"env": ("A=", "B=x=y", "C= ", "lower.case-1=1")},
        {"user": "0"},
        {"user": "1000:1000"},
        {"user": "app:app"},
        {"user": "_svc-1"},
        {"workdir": "/"},
        {"ports": ("1/tcp", "65535/udp", "8080/sctp", "8000")},
        {"labels": {"a": "", "b": "\n"}, "annotations": {"org.example.a": "b"}},
        {"ref_name": "latest"},
        {"ref_name": "team/svc:1.0+build@x--y_z"},
        {"entrypoint": ("/app/bin/svc", ""), "cmd": ("",)},
    ],
    ids=str,
)
def test_settings_that_the_specification_allows(settings: dict[str, Any]) -> None:
    check_settings(REQUEST.replace(**settings))


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"os": ""}, "os: expected a name like 'linux', got ''"),
        ({"architecture": ""}, "architecture: expected a name like 'amd64' or 'arm64', got ''"),
        ({"env": ("A",)}, "env: expected NAME=VALUE without NUL, got 'A'"),
        ({"env": ("=1",)}, "env: expected NAME=VALUE without NUL, got '=1'"),
        ({"env": ("A=\0",)}, r"env: expected NAME=VALUE without NUL, got 'A=\x00'"),
        *(
            (
                {"env": (f"{name}=1",)},
                f"env: expected names of letters, digits, _ . - that no digit starts, got {name!r}",
            )
            for name in ("with space", "1A", "ä", "A\n")
        ),
        ({"env": ("A=1", "A=2")}, "env: expected every name once, got 'A' again"),
        (
            {"entrypoint": ("a\0",)},
            r"entrypoint: expected arguments without NUL, got ['a\x00']",
        ),
        ({"cmd": ("\0",)}, r"cmd: expected arguments without NUL, got ['\x00']"),
        (
            {"user": "a b"},
            "user: expected a name or number, or two with ':' between, got 'a b'",
        ),
        (
            {"user": "1:"},
            "user: expected a name or number, or two with ':' between, got '1:'",
        ),
        ({"workdir": "app"}, "workdir: expected an absolute path like '/app', got 'app'"),
        *(
            (
                {"ports": (port,)},
                f"ports: expected 1..65535, alone or with /tcp, /udp or /sctp, got {port!r}",
            )
            for port in ("0/tcp", "65536", "80/http", "http", "80/", "8000:80")
        ),
        ({"labels": {"": "x"}}, "labels: expected keys that are not empty, got '' for 'x'"),
        (
            {"annotations": {"": "x"}},
            "annotations: expected keys that are not empty, got '' for 'x'",
        ),
        (
            {"ref_name": "a:"},
            "ref_name: expected letters and digits with single - . _ : @ + / between, got 'a:'",
        ),
    ],
    ids=str,
)
def test_a_setting_that_it_forbids(settings: dict[str, Any], problem: str) -> None:
    assert _error(**settings) == (
        "image //svc:image: expected settings that the OCI image specification allows, got 1 "
        "that it does not.\n"
        f"  {problem}\n"
        "Change these attributes of //svc:image."
    )


def test_all_problems_are_told_at_once() -> None:
    assert _error(os="", env=("A", "=b"), workdir="app", ref_name="/") == (
        "image //svc:image: expected settings that the OCI image specification allows, got 5 "
        "that it does not.\n"
        "  os: expected a name like 'linux', got ''\n"
        "  env: expected NAME=VALUE without NUL, got 'A'\n"
        "  env: expected NAME=VALUE without NUL, got '=b'\n"
        "  workdir: expected an absolute path like '/app', got 'app'\n"
        "  ref_name: expected letters and digits with single - . _ : @ + / between, got '/'\n"
        "Change these attributes of //svc:image."
    )
