"""Serves one JSON answer: made by a library of ours, from a data file, through FastAPI."""

import os
import sys

import fastapi
import pydantic
import uvicorn

from e2e.greeting.greeting import greet, motto


class Answer(pydantic.BaseModel):
    """What the service says."""

    greeting: str
    motto: str
    executable: str
    prefix: str
    uid: int


app = fastapi.FastAPI()


@app.get("/hello/{name}")
def hello(name: str) -> Answer:
    """Greets somebody."""
    return Answer(
        greeting=greet(name),
        motto=motto(),
        executable=sys.executable,
        prefix=sys.prefix,
        uid=os.getuid(),
    )


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8000"))
    uvicorn.run(app, host="0.0.0.0", port=port, log_level="warning")  # noqa: S104
