"""Who asks: a user with a password, or a token. Never shown."""

import base64
import dataclasses


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """One of the three forms."""

    username: str = ""
    password: str = dataclasses.field(default="", repr=False)

    identity_token: str = dataclasses.field(default="", repr=False)
    """What a token service gives tokens for."""

    registry_token: str = dataclasses.field(default="", repr=False)
    """What the registry itself takes."""

    @property
    def basic(self) -> str:
        """The value of an Authorization header: https://datatracker.ietf.org/doc/html/rfc7617."""
        pair = f"{self.username}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"
