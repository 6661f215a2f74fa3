"""The web app, and the server that `CMD` started."""

import fastapi
import uvicorn

app = fastapi.FastAPI()

if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8000)  # noqa: S104  As the Dockerfile did.
