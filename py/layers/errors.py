"""What the tools say when their input is not what it must be.

Every text has the same form: subject, what must hold, what was found (`repr`), evidence, and the
edit that fixes it. `__main__` prints it after `layers: error: ` and exits with 2; any other
exception is a defect of the tool and keeps its traceback.
"""

from collections.abc import Iterable, Sequence


class LayersError(Exception):
    """Base of all errors that a user can cause and repair."""

    def __init__(self, problem: str, *, evidence: Iterable[str] = (), fix: str = "") -> None:
        """Builds the text.

        Args:
            problem: subject, what must hold, and what was found; no full stop.
            evidence: lines that show it, without indentation.
            fix: the sentence that says what to change.
        """
        lines = [f"{problem}.", *(f"  {line}" for line in evidence)]
        super().__init__("\n".join([*lines, fix] if fix else lines))


class SchemaError(LayersError):
    """A record that is not one of the schema's messages."""


class ManifestError(LayersError):
    """A manifest whose entries contradict each other or what is on disk."""


class LinkError(LayersError):
    """A link that leaves the tree or leads nowhere."""


class BundleError(LayersError):
    """A bundle of CA certificates that is none, or that programs would not read whole."""


class BucketError(LayersError):
    """Members that cannot be joined to one layer."""


class OutputError(LayersError):
    """An output that could not be written whole."""


class BaseError(LayersError):
    """A base image that is not an OCI layout of the wanted platform."""


class ImageError(LayersError):
    """Image settings that the OCI specifications forbid."""


class CheckError(LayersError):
    """Layers that together break what every image must hold."""


class CompressionError(LayersError):
    """A compression that this tool does not have."""


class ArgumentError(LayersError):
    """Arguments that the command does not take."""


class BytecodeError(LayersError):
    """Bytecode that this interpreter does not make."""


class RequestError(LayersError):
    """A line for a worker that is no request, or one that it cannot take."""

    def __init__(self, problem: str, *, request_id: int = 0, fix: str = "") -> None:
        """Builds the text.

        Args:
            problem: as of all errors.
            request_id: of the request that the answer is for; 0 where it is not known.
            fix: as of all errors.
        """
        super().__init__(problem, fix=fix)
        self.request_id = request_id


_SHOWN_PROBLEMS = 20


def raise_all(problems: Sequence[LayersError]) -> None:
    """Raises what was found wrong with one input as one error; nothing if there is nothing.

    Args:
        problems: in the order in which they shall be read; the first decides the class.
    """
    if not problems:
        return
    if len(problems) == 1:
        raise problems[0]
    error = type(problems[0])("")
    texts = [str(problem) for problem in problems[:_SHOWN_PROBLEMS]]
    if len(problems) > _SHOWN_PROBLEMS:
        texts.append(f"And {len(problems) - _SHOWN_PROBLEMS} more of {len(problems)} problems.")
    error.args = ("\n".join(texts),)
    raise error
