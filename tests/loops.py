"""An event loop of its own for a coroutine, also where a browser's fixture runs one already."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(job: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns; Playwright leaves a loop in the thread it was used in."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, job).result()
