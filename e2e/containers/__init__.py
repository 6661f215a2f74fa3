"""Runs an OCI image layout as a container, without an engine and without touching a port.

```python
with run_image(Path("image")) as container:
    assert container.http_get("/").status == 200
    assert container.stop().seconds < 3
```

The container has a read-only root, a user that owns nothing, no capability and a network of its
own. What starts it is the strongest that works: runc or crun where the test is really root, else
bubblewrap, which needs no privilege and works inside Bazel's linux-sandbox. Which one ran is
written to stderr; where none works the test fails.
"""

from e2e.containers.container import Container, Exit, Response, run_image
from e2e.containers.emulator import Emulator
from e2e.containers.errors import ContainerError

__all__ = ["Container", "ContainerError", "Emulator", "Exit", "Response", "run_image"]
