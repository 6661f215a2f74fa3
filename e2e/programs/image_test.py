"""Two programs in one image: one is started by the image, the other by its name."""

from collections.abc import Sequence
from pathlib import Path

from e2e.containers import run_image
from e2e.containers.image import read_image

_IMAGE = Path("e2e/programs/shop_image_base")


def _said(command: Sequence[str] = ()) -> str:
    with run_image(_IMAGE, command=command) as container:
        ended = container.wait(timeout=60)
        assert ended.status == 0, container.stderr
        return container.stdout


def test_the_image_starts_its_binary() -> None:
    assert read_image(_IMAGE).command == ["/app/bin/shop"]
    assert _said().startswith("Hello, customer! python-h11/")


def test_the_other_program_starts_by_its_name() -> None:
    """With its own wheels, import roots and data."""
    said = _said(["/app/bin/migrate", "--to=2"])
    assert said == "Hello, keeper!\na table of customers\na table of orders\n"
