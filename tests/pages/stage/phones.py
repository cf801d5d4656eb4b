"""Phones at the level of the protocol: a line of events each, and votes sent until answered.

They speak HTTP over sockets of their own, like the ballot in a browser and unlike it without one,
so that a room of two hundred fits beside its server on two cores.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

_PATIENCE = 0.05
"""Seconds before a broken line or a vote without an answer is tried again."""


class Phone:
    """One phone: what it last heard, and how it votes."""

    def __init__(self, port: int, number: int, patience: float = _PATIENCE) -> None:
        self.device = f"phone-of-these-tests-{number:04d}"
        self.ballot: dict[str, Any] = {}
        self.lines = 0
        self._port = port
        self._patience = patience
        self._heard = asyncio.Event()

    async def listen(self) -> None:
        """Keep a line open, and open another when it breaks, until cancelled."""
        while True:
            try:
                await self._one_line()
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(self._patience)

    async def _one_line(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(self._head("GET", "/stage-api/events"))
            await writer.drain()
            while text := await reader.readline():
                if text == b"event: ballot\n":
                    self.lines += 0 if self._heard.is_set() else 1
                    self.ballot = json.loads((await reader.readline()).removeprefix(b"data: "))
                    self._heard.set()
            self._heard.clear()
        finally:
            self._heard.clear()
            writer.close()

    async def hears(self) -> None:
        """Wait until the line that is open has told how the show stands."""
        await self._heard.wait()

    async def vote(self, answer: str) -> int:
        """Send a vote until it is answered; return how often it had to be sent."""
        vote = {
            "show": self.ballot["show"],
            "round": self.ballot["round"],
            "device": self.device,
            "answer": answer,
            "genre": "",
        }
        tries = 0
        while True:
            tries += 1
            try:
                status, content = await self._post(json.dumps(vote).encode())
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(self._patience)
                continue
            assert (status, content.get("answer")) == (200, answer), content
            return tries

    async def _post(self, body: bytes) -> tuple[int, dict[str, Any]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            head = self._head("POST", "/stage-api/vote", f"Content-Length: {len(body)}\r\n")
            writer.write(head + body)
            await writer.drain()
            answer = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(line.partition(":")[2])
                for line in answer.splitlines()
                if line.lower().startswith("content-length")
            )
            return int(answer.split()[1]), json.loads(await reader.readexactly(length))
        finally:
            writer.close()

    def _head(self, method: str, path: str, more: str = "") -> bytes:
        host = f"127.0.0.1:{self._port}"
        return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode()
