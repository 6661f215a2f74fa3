"""Serves one JSON answer, with a wheel that has native code: which machine it runs on."""

import platform
import sysconfig
from pathlib import Path

import fastapi
import pydantic
import uvicorn
from pydantic_core import _pydantic_core

from e2e.greeting.greeting import greet


class Answer(pydantic.BaseModel):
    """What the service says."""

    greeting: str
    machine: str
    interpreter: str
    wheel: str


app = fastapi.FastAPI()


@app.get("/hello/{name}")
def hello(name: str) -> Answer:
    """Greets somebody."""
    return Answer(
        greeting=greet(name),
        machine=platform.machine(),
        interpreter=sysconfig.get_platform(),
        wheel=Path(_pydantic_core.__file__).name,
    )


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=8000, log_level="warning")
