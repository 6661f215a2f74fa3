"""Which budgets an image may have: those that `py_layers` takes."""

from plan.errors import ArgumentError
from plan.layer_plan import FIXED_LAYERS

_MAX_LAYERS = 127
"""What no container runtime mounts more of."""


def check_budget(budget: int) -> None:
    """Refuses a budget that no image can have.

    Args:
        budget: the most layers of an image.

    Raises:
        ArgumentError: if it has no room for a package, or no runtime mounts so many.
    """
    if not FIXED_LAYERS < budget <= _MAX_LAYERS:
        raise ArgumentError(
            f"--budget: expected a number from {FIXED_LAYERS + 1} to {_MAX_LAYERS}, got {budget}",
            fix="Give the `budget` of your `py_layers`; 60 is their default.",
        )
