"""What a policy says of an image: the offender, how it comes there, and the edit."""

import json
from pathlib import Path
from typing import Any

import pytest
from layers.records import LayerPolicy, encode
from policy.__main__ import main
from reports_fixtures import Wheel, write_service

MIT = "License-Expression: MIT\n"
GPL = "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)\n"
CHOICE = "License-Expression: GPL-3.0-only OR Apache-2.0\n"
BOTH = "License-Expression: MIT AND GPL-3.0-only\n"

LABEL = "//svc:policy_test"
WHEELS = (
    Wheel(name="fastapi", version="0.115.0", metadata=MIT, deps=("starlette",)),
    Wheel(name="starlette", version="0.40.0", metadata=MIT),
)
TO_STARLETTE = "  //svc:app → //lib:lib → @@pypi_fastapi//:pkg → @@pypi_starlette//:pkg\n"
TO_FASTAPI = "  //svc:app → //lib:lib → @@pypi_fastapi//:pkg\n"


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _judged(*wheels: Wheel, joined: tuple[Wheel, ...] = (), **fields: Any) -> str:
    report = write_service("app", wheels or WHEELS, joined=joined).report
    return _judged_report(report, **fields)


def _judged_report(report: str, **fields: Any) -> str:
    policy = LayerPolicy(schema_version=1, label=LABEL, **fields)
    Path("policy.json").write_text(encode(policy))
    assert main(["--report", report, "--policy", "policy.json", "--out", "out.txt"]) == 0
    return Path("out.txt").read_text()


def test_what_is_allowed() -> None:
    assert (
        _judged(
            allowed_packages=("fastapi>=0.100,<1", "star*"),
            forbidden_packages=("torch", "fastapi<0.100"),
            allowed_licenses=("MIT", "BSD-*"),
            forbidden_licenses=("GPL-*",),
            forbidden_origins=("external",),
            own_code_apart=True,
            max_layers=4,
        )
        == ""
    )


def test_a_forbidden_package() -> None:
    assert _judged(forbidden_packages=("Star_lette",)) == ""
    assert _judged(forbidden_packages=("Starlette",)) == (
        f"{LABEL}: expected no package 'Starlette' in the image, got 'starlette 0.40.0'.\n"
        f"{TO_STARLETTE}"
        "Drop @@pypi_fastapi//:pkg from the deps of //lib:lib, or take 'Starlette' out of "
        f"`forbidden_packages` of {LABEL}.\n"
    )


def test_without_dependencies_the_fact_is_told() -> None:
    """Of a package that comes by an attribute that the aspect does not follow."""
    report = write_service("app", WHEELS).report
    found = json.loads(Path(report).read_text())
    Path(report).write_text(json.dumps(found | {"targets": []}))

    assert _judged_report(report, forbidden_packages=("fastapi",)) == (
        f"{LABEL}: expected no package 'fastapi' in the image, got 'fastapi 0.115.0'.\n"
        "  @@pypi_fastapi//:pkg: tag pypi_name=fastapi\n"
        "Take @@pypi_fastapi//:pkg out of what //svc:app depends on, or take 'fastapi' out of "
        f"`forbidden_packages` of {LABEL}.\n"
    )


def test_a_forbidden_version() -> None:
    assert _judged(forbidden_packages=("fastapi<0.115",)) == ""
    assert "no package 'fa*<0.116' in the image, got 'fastapi 0.115.0'.\n" in _judged(
        forbidden_packages=("fa*<0.116",)
    )


def test_a_package_that_nobody_allowed() -> None:
    assert _judged(allowed_packages=("fastapi==0.115.*",)) == (
        f"{LABEL}: expected packages of `allowed_packages` alone, got 'starlette 0.40.0'.\n"
        f"{TO_STARLETTE}"
        'Drop @@pypi_fastapi//:pkg from the deps of //lib:lib, or add "starlette" to '
        f"`allowed_packages` of {LABEL}.\n"
    )


def test_a_package_that_shares_a_layer_is_found() -> None:
    found = _judged(joined=WHEELS, forbidden_packages=("starlette",))

    assert "got 'starlette 0.40.0'.\n" in found


@pytest.mark.parametrize("text", ["", "a b", "fastapi>=", "fastapi>>1", "ä"])
def test_a_pattern_that_is_none(text: str) -> None:
    assert _judged(forbidden_packages=(text,)) == (
        f"{LABEL}: `forbidden_packages`: expected a package, a glob of names, or one with "
        f'versions, got {text!r}.\nWrite "fastapi", "azure-*" or "pydantic>=2,<3".\n'
    )


def test_a_forbidden_licence() -> None:
    gpl = Wheel(name="readline", metadata=GPL)

    assert _judged(gpl, forbidden_licenses=("GPL-*", "AGPL-*")) == (
        f"{LABEL}: expected licences by forbidden_licenses = ['GPL-*', 'AGPL-*'], got "
        "'GPL-3.0-only' of 'readline 1.0'.\n"
        "  //svc:app → //lib:lib → @@pypi_readline//:pkg\n"
        "Drop @@pypi_readline//:pkg from the deps of //lib:lib, or, if it has another licence, add "
        f'"readline": "<identifier of SPDX>" to `known_licenses` of {LABEL}.\n'
    )


def test_a_licence_that_nobody_allowed() -> None:
    assert _judged(allowed_licenses=("Apache-2.0",)).startswith(
        f"{LABEL}: expected licences by allowed_licenses = ['Apache-2.0'], got 'MIT' of "
        f"'fastapi 0.115.0'.\n{TO_FASTAPI}"
    )


@pytest.mark.parametrize(
    ("metadata", "fields", "is_allowed"),
    [
        (CHOICE, {"forbidden_licenses": ("gpl-*",)}, True),
        (CHOICE, {"allowed_licenses": ("apache-2.0",)}, True),
        (CHOICE, {"allowed_licenses": ("MIT",)}, False),
        (BOTH, {"forbidden_licenses": ("GPL-*",)}, False),
        (BOTH, {"allowed_licenses": ("MIT",)}, False),
        (BOTH, {"allowed_licenses": ("MIT", "GPL-3.0-only")}, True),
        (MIT, {"forbidden_licenses": ("*GPL*",)}, True),
        ("License: Proprietary (ask us)\n", {"forbidden_licenses": ("Propr*",)}, False),
        ("License: Proprietary (ask us)\n", {"allowed_licenses": ("Proprietary (ask us)",)}, True),
        (
            "License-Expression: GPL-2.0-only WITH Classpath-exception-2.0\n",
            {"allowed_licenses": ("GPL-2.0-only WITH *",)},
            True,
        ),
    ],
)
def test_licences(metadata: str, fields: dict[str, Any], *, is_allowed: bool) -> None:
    assert (_judged(Wheel(name="one", metadata=metadata), **fields) == "") == is_allowed


def test_a_package_that_tells_no_licence() -> None:
    silent = Wheel(name="silent")

    assert _judged(silent) == ""
    assert _judged(silent, forbidden_licenses=("GPL-*",)) == (
        f"{LABEL}: expected every package to tell its licence, got none of 'silent 1.0'.\n"
        "  //svc:app → //lib:lib → @@pypi_silent//:pkg\n"
        f'Look it up, and add "silent": "<identifier of SPDX>" to `known_licenses` of {LABEL}.\n'
    )
    assert _judged(silent, forbidden_licenses=("GPL-*",), known_licenses={"silent": "MIT"}) == ""
    assert _judged(silent, forbidden_licenses=("MIT",), known_licenses={"silent": "MIT"}) != ""


def test_a_forbidden_origin() -> None:
    assert _judged(forbidden_origins=("pypi",)) == (
        f"{LABEL}: expected nothing of the origin 'pypi' in the image, got 2.\n"
        f"  fastapi 0.115.0: {TO_FASTAPI[2:]}"
        f"  starlette 0.40.0: {TO_STARLETTE[2:]}"
        "Take these out of the deps and data of //svc:app, or 'pypi' out of `forbidden_origins` "
        f"of {LABEL}.\n"
    )


def test_too_many_layers() -> None:
    assert _judged(max_layers=3) == (
        f"{LABEL}: expected at most 3 layers, got 4.\n"
        "  pypi: 2\n"
        "  internal: 1\n"
        "  app: 1\n"
        f"Set `budget = 3` of //svc:app_layers, or raise `max_layers` of {LABEL}.\n"
    )


def test_code_beside_dependencies() -> None:
    """As an image of one layer has it: all in one."""
    report = write_service("app", WHEELS).report
    found = json.loads(Path(report).read_text())
    code, wheel = found["layers"][2], found["layers"][0]
    code["components"] = [*code.get("components", [code["layer"]]), wheel["layer"]]
    code["layer"] |= {"name": "deps"}
    Path(report).write_text(json.dumps(found))

    assert _judged_report(report, own_code_apart=True) == (
        f"{LABEL}: expected first-party code and dependencies in layers of their own, got both in "
        "'deps'.\n"
        "  //lib:lib: //svc:app → //lib:lib\n"
        "  pypi: fastapi 0.115.0\n"
        "Take the code out of the entry of `dep_layers` that makes this layer, or split "
        "//svc:app_layers by `auto_layers = True`.\n"
    )


def test_all_is_told_at_once() -> None:
    found = _judged(max_layers=1, forbidden_packages=("fastapi",), forbidden_licenses=("MIT",))

    assert found.count(f"{LABEL}: expected") == 4


def test_a_report_that_is_none_fails_the_test_and_not_the_action() -> None:
    Path("report.json").write_text("{")

    assert _judged_report("report.json", max_layers=1).startswith(
        "report.json: expected one JSON object, got '{'."
    )


def test_a_verdict_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--report", "r", "--policy", "p", "--out", "gone/out.txt"]) == 2
    assert capsys.readouterr().err.startswith("layers: error: gone/out.txt: the output must be ")
