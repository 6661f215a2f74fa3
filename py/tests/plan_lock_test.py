"""What locks pin."""

import pytest
from plan.errors import LockError
from plan.lock_files import read_versions

REQUIREMENTS = """\
# Written by a tool.
--index-url https://example.org/simple
-r other.txt
Flask-SQLAlchemy==3.0.5 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via something
numpy==1.26.4 ; python_version < "3.12"
numpy==2.1.0 ; python_version >= "3.12"
uvicorn[standard]==0.30.0  # the server
zope.interface===6.4
local @ https://example.org/local-1.0-py3-none-any.whl#sha256=aa

last==1.0 --hash=sha256:cc
"""

UV = """\
version = 1
requires-python = ">=3.11"

[[package]]
name = "my-app"
version = "0.1.0"
source = { editable = "." }

[[package]]
name = "Six"
version = "1.17.0"
source = { registry = "https://example.org/simple" }

[[package]]
name = "torch"
version = "2.5.0"
source = { registry = "https://example.org/simple" }
resolution-markers = ["sys_platform == 'darwin'"]

[[package]]
name = "torch"
version = "2.5.0+cpu"
source = { registry = "https://example.org/cpu" }

[[package]]
name = "beside"
source = { virtual = "beside" }
"""


def test_requirements() -> None:
    assert read_versions(REQUIREMENTS.encode(), "requirements.txt") == {
        "flask-sqlalchemy": "3.0.5",
        "last": "1.0",
        "local": "https://example.org/local-1.0-py3-none-any.whl#sha256=aa",
        "numpy": "1.26.4 2.1.0",
        "uvicorn": "0.30.0",
        "zope-interface": "6.4",
    }


@pytest.mark.parametrize("name", ["uv.lock", "some.txt"])
def test_uv_lock_by_what_it_holds(name: str) -> None:
    assert read_versions(UV.encode(), name) == {"six": "1.17.0", "torch": "2.5.0 2.5.0+cpu"}


def test_an_empty_file_pins_nothing() -> None:
    assert read_versions(b"", "requirements.txt") == {}
    assert read_versions(b"# nothing \\\n", "requirements.txt") == {}


def test_the_same_version_written_otherwise_is_the_same() -> None:
    one, two = (read_versions(text, "x") for text in (b"six==1.0.post1", b"six==1.0-1"))
    assert one == two


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        (
            b"a==1\n\nsix>=1\n",
            "x.txt",
            "x.txt:3: expected one version of 'six', six==X, got '>=1'.\n"
            "Lock again, with pip-compile or uv pip compile: a list of wishes has no history.",
        ),
        (
            b"six==1.*\n",
            "x.txt",
            "x.txt:1: six: expected a version as of PEP 440, got '1.*'.\n"
            "Lock a version that PyPI has: https://peps.python.org/pep-0440/",
        ),
        (
            b"[[package]]\nname = 'six'\n",
            "uv.lock",
            "uv.lock: expected a uv.lock, TOML with [[package]] tables, got one that is not.\n"
            "  KeyError('version')\nWrite it anew: uv lock",
        ),
        (
            b"[[package]]\nname = 'six'\nversion = 'x'\n",
            "uv.lock",
            "uv.lock: six: expected a version as of PEP 440, got 'x'.\n"
            "Lock a version that PyPI has: https://peps.python.org/pep-0440/",
        ),
    ],
)
def test_what_is_no_lock_is_refused(content: bytes, name: str, text: str) -> None:
    with pytest.raises(LockError) as caught:
        read_versions(content, name)
    assert str(caught.value) == text


def test_toml_that_is_none_is_refused() -> None:
    with pytest.raises(LockError, match=r"expected a uv\.lock, TOML with"):
        read_versions(b"[[package]]\nname = \n", "uv.lock")
