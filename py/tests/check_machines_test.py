"""Native code and the platform of the image: what is wrong, what is allowed and told."""

from pathlib import Path

import pytest
from check_fixtures import APP, A, B, Image, file, native, problem
from layers.errors import CheckError
from layers.records import Component, ListingEntry

FIX = (
    "    Take the wheels for linux/amd64: `target_platforms` of the pip hub, or a second hub "
    "with `download_only` and that platform."
)


@pytest.fixture(autouse=True)
def _in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def image() -> Image:
    return Image()


def _wrong(*lines: str) -> str:
    rule = "expected native code for linux/amd64, ELF64LE X86_64, got packages without any"
    return problem("\n".join([f"  {rule}:", *lines, FIX]), len(lines) // 2)


def test_first_party_files_for_another_machine_are_data(image: Image) -> None:
    image.layer(APP, native("app/firmware.elf", "ELF32LE", "ARM"))

    assert image.check()["foreign"] == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (native("app/a.so", "ELF64LE", "AARCH64"), "ELF64LE AARCH64, for linux/arm64"),
        (native("app/a.so", "ELF32LE", "386"), "ELF32LE 386, for linux/386"),
        (native("app/a.so", "ELF32LE", "ARM"), "ELF32LE ARM, for linux/arm"),
        (native("app/a.so", "ELF32LE", "X86_64"), "ELF32LE X86_64, for linux/amd64 (x32)"),
        (native("app/a.so", "ELF64LE", "PPC64"), "ELF64LE PPC64, for linux/ppc64le"),
        (native("app/a.so", "ELF64BE", "PPC64"), "ELF64BE PPC64, for linux/ppc64"),
        (native("app/a.so", "ELF64BE", "AARCH64"), "ELF64BE AARCH64, for linux/AARCH64 ELF64BE"),
        (native("app/a.so", "Mach-O", "AARCH64"), "Mach-O AARCH64, for darwin/arm64"),
        (native("app/a.dylib", "Mach-O", "X86_64"), "Mach-O X86_64, for darwin/amd64"),
        (
            native("app/a.so", "Mach-O", "X86_64,AARCH64"),
            "Mach-O X86_64,AARCH64, for darwin/amd64 and darwin/arm64",
        ),
        (native("app/bin/node", "Mach-O", "AARCH64"), "Mach-O AARCH64, for darwin/arm64"),
        (native("app/a.cp311-win.PYD", "PE", "X86_64"), "PE X86_64, for windows/amd64"),
        (native("app/a.dll", "PE", "AARCH64"), "PE AARCH64, for windows/arm64"),
        (native("app/venv/bin/ruff.exe", "PE", "X86_64"), "PE X86_64, for windows/amd64"),
    ],
)
def test_a_package_for_another_platform(image: Image, entry: ListingEntry, told: str) -> None:
    image.layer(A, entry, file("app/a.py"))
    image.layer(B, native("app/b.so", "ELF64LE", "X86_64"))

    assert image.error() == _wrong(
        f"    @pypi//a:pkg: {entry.dest}", f"      {told} and not linux/amd64"
    )


def test_the_image_is_for_another_platform_than_one_package(image: Image) -> None:
    image.layer(A, native("app/a.so", "ELF64LE", "AARCH64"))
    image.layer(B, native("app/b.so", "ELF64LE", "X86_64"))

    said = image.error(architecture="arm64")

    assert "    @pypi//b:pkg: app/b.so\n      ELF64LE X86_64, for linux/amd64 and not" in said
    assert "app/a.so" not in said


@pytest.mark.parametrize(
    "others",
    [
        # pydevd's: one wheel for all systems.
        [native("app/a_386.so", "ELF32LE", "386"), native("app/a.dylib", "Mach-O", "X86_64")],
        [native("app/a.exe", "PE", "386"), native("app/a.dll", "PE", "X86_64")],
        [native("app/kernel.o", "ELF64LE", "BPF"), native("app/fw", "ELF32LE", "0x9026")],
    ],
)
def test_code_for_others_beside_what_fits(image: Image, others: list[ListingEntry]) -> None:
    image.layer(A, native("app/a.so", "ELF64LE", "X86_64"), *others)

    assert image.check()["foreign"] == [
        {"component": "@pypi//a:pkg", "dest": e.dest, "format": e.format, "machine": e.machine}
        for e in others
    ]


@pytest.mark.parametrize(
    "others",
    [
        # pip's and setuptools' launchers.
        [native("app/t64.exe", "PE", "X86_64"), native("app/w64-arm.exe", "PE", "AARCH64")],
        [native("app/kernel.o", "ELF64LE", "BPF")],
        # debugpy on arm64: no helper for this machine, and it does without.
        [native("app/a.so", "ELF64LE", "AARCH64"), native("app/a.dll", "PE", "X86_64")],
        [native("app/a.dylib", "Mach-O", "X86_64"), native("app/a.dll", "PE", "X86_64")],
    ],
)
def test_packages_that_do_without(image: Image, others: list[ListingEntry]) -> None:
    image.layer(A, *others)

    assert [one["dest"] for one in image.check()["foreign"]] == [one.dest for one in others]


def test_launchers_beside_code_for_another_platform(image: Image) -> None:
    launcher = native("app/t64.exe", "PE", "X86_64")
    image.layer(A, launcher, native("app/a.so", "ELF64LE", "AARCH64"))

    assert image.error() == _wrong(
        "    @pypi//a:pkg: app/a.so", "      ELF64LE AARCH64, for linux/arm64 and not linux/amd64"
    )


def test_members_of_a_bucket_are_packages_of_their_own(image: Image) -> None:
    bucket = Component(origin="pypi", name="bucket 1")
    image.layer(
        bucket,
        native("app/a.so", "ELF64LE", "X86_64"),
        native("app/b.so", "ELF64LE", "AARCH64", component=1),
        components=(A, B),
    )

    assert "    @pypi//b:pkg: app/b.so\n" in image.error()


def test_parts_of_a_package_are_one(image: Image) -> None:
    image.layer(A.replace(part=1), native("app/a_386.so", "ELF32LE", "386"))
    image.layer(A.replace(part=2), native("app/a.so", "ELF64LE", "X86_64"))

    assert [one["dest"] for one in image.check()["foreign"]] == ["app/a_386.so"]


@pytest.mark.parametrize(
    ("architecture", "format", "machine"),
    [
        ("386", "ELF32LE", "386"),
        ("amd64", "ELF64LE", "X86_64"),
        ("arm", "ELF32LE", "ARM"),
        ("arm64", "ELF64LE", "AARCH64"),
        ("loong64", "ELF64LE", "LOONGARCH"),
        ("ppc64", "ELF64BE", "PPC64"),
        ("ppc64le", "ELF64LE", "PPC64"),
        ("riscv64", "ELF64LE", "RISCV"),
        ("s390x", "ELF64BE", "S390"),
    ],
)
def test_platforms(image: Image, architecture: str, format: str, machine: str) -> None:  # noqa: A002
    image.layer(A, native("app/a.so", format, machine))

    assert image.check(architecture=architecture)["foreign"] == []


def test_an_architecture_without_a_machine(image: Image) -> None:
    with pytest.raises(CheckError) as raised:
        image.check(architecture="wasm")

    assert str(raised.value) == (
        "check: expected an architecture with a known ELF machine, got 'wasm'.\n"
        "  386, amd64, arm, arm64, loong64, ppc64, ppc64le, riscv64, s390x\n"
        "Set `architecture` of the image to one of these."
    )
