"""An ASGI app without a program of its own: https://asgi.readthedocs.io/en/latest/specs/www.html."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from e2e.greeting.greeting import greet, motto

_Message = Mapping[str, Any]


async def app(
    scope: _Message,
    receive: Callable[[], Awaitable[_Message]],
    send: Callable[[_Message], Awaitable[None]],
) -> None:
    """Answers every request."""
    if scope["type"] != "http":
        raise ValueError(f"expected a scope of type 'http', got {scope['type']!r}")
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    body = f"{greet(scope['path'].strip('/'))} {motto()}"
    await send({"type": "http.response.body", "body": body.encode()})
