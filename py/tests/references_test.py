"""Names as the specifications write them."""

import pytest
from layers.references import is_digest, is_ref_name, is_tag

HEX = "0123456789abcdef" * 4


@pytest.mark.parametrize("text", [f"sha256:{HEX}", f"sha512:{HEX}{HEX}"])
def test_digests(text: str) -> None:
    assert is_digest(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEX,
        f"sha256:{HEX[1:]}",
        f"sha256:{HEX.upper()}",
        f"sha512:{HEX}",
        f"md5:{HEX[:32]}",
        f"sha256:{HEX}\n",
    ],
)
def test_what_is_no_digest(text: str) -> None:
    assert not is_digest(text)


@pytest.mark.parametrize("text", ["latest", "team/app:1.0", "a--b", "A@b+c", "a/b/c"])
def test_ref_names(text: str) -> None:
    assert is_ref_name(text)


@pytest.mark.parametrize("text", ["", "a---b", "a..b", "a:", ":a", "a//b", "a b", "a\n"])
def test_what_is_no_ref_name(text: str) -> None:
    assert not is_ref_name(text)


@pytest.mark.parametrize("text", ["latest", "_", "1.2.3-rc.1", "A" * 128])
def test_tags(text: str) -> None:
    assert is_tag(text)


@pytest.mark.parametrize("text", ["", ".a", "-a", "a:b", "a/b", "a b", "a+b", "a\n", "A" * 129])
def test_what_is_no_tag(text: str) -> None:
    assert not is_tag(text)
