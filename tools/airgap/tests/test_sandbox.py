import pytest
from airgap import sandbox

UTF8 = ["--setenv", "LC_ALL", "C.UTF-8"]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, UTF8),
        ({"LANG": "C"}, UTF8),
        ({"LANG": "en_US.UTF-8"}, []),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "POSIX"}, UTF8),
        ({"LANG": "C", "LC_CTYPE": "de_DE.utf8"}, []),
        ({"LANG": "C.UTF-8", "LC_ALL": ""}, []),
    ],
)
def test_file_names_beyond_ascii_have_a_locale(
    environment: dict[str, str], expected: list[str]
) -> None:
    assert sandbox._locale(environment) == expected
