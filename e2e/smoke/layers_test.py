"""A consumer's `layers` reads a consumer's image, on the consumer's own Python."""

import json
import subprocess
import sys

PROGRAM, LAYOUT = sys.argv[1:]


def main() -> None:
    """Fails where the answer is not what the image holds."""
    words = (PROGRAM, "explain", LAYOUT, "click", "--json")
    answer = json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)
    (package,) = answer["packages"]
    assert package["licenses"] == ["BSD-3-Clause"], package
    assert package["file_count"] > 10, package
    assert package["owner"]["origin"] == "pypi", package


if __name__ == "__main__":
    main()
