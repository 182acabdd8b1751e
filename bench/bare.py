"""The reference of the HTTP figure: one route, one INSERT, nothing else. `uvicorn bench.bare:app`."""

import os
from uuid import uuid4

from fastapi import FastAPI
from psycopg_pool import ConnectionPool
from pydantic import BaseModel

app = FastAPI()
pool = ConnectionPool(os.environ.get("BENCH_DSN", ""), min_size=2, max_size=8, open=False)


class Body(BaseModel):
    """Whatever was said."""

    narrative: str


@app.post("/consultations", status_code=201)
def log(body: Body) -> dict[str, str]:
    """Insert one row."""
    if pool.closed:
        pool.open()
    made = uuid4()
    with pool.connection() as connection:
        connection.execute("INSERT INTO bench_raw VALUES (%s, %s)", (made, body.narrative.encode()))
    return {"id": str(made)}
