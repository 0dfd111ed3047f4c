"""A browser's side of HTTP: connections that are kept, cookies, and streams read by the line."""

import asyncio
import re

COOKIE = re.compile(r"(?i)set-cookie: (console=[^;]+)")
LENGTH = re.compile(r"(?i)content-length: *(\d+)")


class Browser:
    """One signed-in page. Its requests share a connection, as long as the server keeps it."""

    def __init__(self, port: int) -> None:
        self.cookie = ""
        self._port = port
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, str]:
        """The status and the body."""
        return await self._ask(f"GET {path}", "")

    async def post(self, path: str, form: str) -> tuple[int, str]:
        return await self._ask(f"POST {path}", form)

    async def stream(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """An open event stream on a connection of its own; None where there is no place left."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(self._request(f"GET {path}", ""))
        if b" 200 " in await reader.readline():
            return reader, writer
        writer.close()
        return None

    def close(self) -> None:
        if self._line is not None:
            self._line[1].close()
            self._line = None

    async def _ask(self, what: str, form: str) -> tuple[int, str]:
        if self._line is None or self._line[0].at_eof():
            self.close()
            self._line = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._line
        writer.write(self._request(what, form))
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if found := COOKIE.search(head):
            self.cookie = found[1]
        length = LENGTH.search(head)
        body = await reader.readexactly(int(length[1])) if length else await _chunks(reader, head)
        return int(head.split(" ", 2)[1]), body.decode()

    def _request(self, what: str, form: str) -> bytes:
        return (
            f"{what} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n"
            "HX-Request: true\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\n\r\n{form}"
        ).encode()


async def _chunks(reader: asyncio.StreamReader, head: str) -> bytes:
    """A body in chunks; none where the head announces none."""
    body = b""
    while "chunked" in head.lower():
        size = int(await reader.readline(), 16)
        body += (await reader.readexactly(size + 2))[:size]
        if not size:
            break
    return body
