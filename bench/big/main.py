"""Serves an answer that comes through some of the sixty packages."""

import fastapi
import numpy as np
import pandas as pd
import uvicorn

app = fastapi.FastAPI()


@app.get("/")
def answer() -> dict[str, float]:
    """Returns a mean."""
    return {"mean": float(pd.Series(np.arange(10)).mean())}


if __name__ == "__main__":
    uvicorn.run(app, port=8000)
