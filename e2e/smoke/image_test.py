"""A consumer's image: whole, on the consumer's own Python, and none of our development in it."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

LAYOUT = Path(sys.argv[1])


def blob(descriptor: dict[str, Any]) -> bytes:
    """Returns the content of a blob whose name must be its digest."""
    content = (LAYOUT / "blobs" / descriptor["digest"].replace(":", "/")).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    assert descriptor["digest"] == f"sha256:{found}", (descriptor, found)
    return content


def main() -> None:
    """Fails where the image is not what a consumer expects."""
    manifest = json.loads(blob(json.loads((LAYOUT / "index.json").read_bytes())["manifests"][0]))
    config = json.loads(blob(manifest["config"]))
    created_by = [entry["created_by"] for entry in config["history"]]
    layers = [blob(layer) for layer in manifest["layers"]]
    assert len(layers) == len(created_by) == 5, created_by
    assert created_by[0].startswith("external ca-certificates "), created_by
    assert created_by[1].startswith("interpreter python 3.13"), created_by
    assert created_by[2].startswith("pypi click "), created_by
    assert config["config"]["Entrypoint"] == ["/app/bin/tool"], config


if __name__ == "__main__":
    main()
