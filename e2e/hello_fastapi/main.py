"""Serves one JSON answer: made by a library of ours, from a data file, through FastAPI."""

import os
import signal
import sys
from types import FrameType
from typing import Any

import fastapi
import pydantic
import uvicorn

from e2e.greeting.greeting import greet, motto


class Answer(pydantic.BaseModel):
    """What the service says."""

    greeting: str
    motto: str
    python: str
    uid: int


app = fastapi.FastAPI()


@app.get("/hello/{name}")
def hello(name: str) -> Answer:
    """Greets somebody."""
    return Answer(
        greeting=greet(name),
        motto=motto(),
        python=sys.version.split()[0],
        uid=os.getuid(),
    )


def _leave(_signal: int, _frame: FrameType | None) -> Any:
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    uvicorn.run(
        app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")), log_level="warning"
    )
