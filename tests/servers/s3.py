"""A small S3: what an S3-compatible store answers to the few requests that the document store makes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

CREDENTIALS = {"access_key_id": "tests", "secret_access_key": "tests", "region": "ca-central-1"}


class Bucket(ThreadingHTTPServer):
    """The objects by their paths, and whether it answers with a fault."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.written: list[str] = []
        self.broken = False

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.broken:
            return self._answer(403)
        if self.headers.get("If-None-Match") == "*" and self.path in self.server.objects:
            return self._answer(412)
        self.server.objects[self.path] = content
        self.server.written.append(self.path)
        return self._answer(200, etag=content)

    def do_HEAD(self) -> None:
        self._read(body=False)

    def do_GET(self) -> None:
        self._read(body=True)

    def _read(self, *, body: bool) -> None:
        if self.server.broken:
            return self._answer(403)
        if self.path not in self.server.objects:
            return self._answer(404)
        content = self.server.objects[self.path]
        if not body or "Range" not in self.headers:
            return self._answer(200, content, etag=content, body=body)
        first, last = self.headers["Range"].removeprefix("bytes=").split("-")
        part = content[int(first) : int(last) + 1]
        span = f"bytes {first}-{int(first) + len(part) - 1}/{len(content)}"
        return self._answer(206, part, etag=content, span=span)

    def _answer(
        self, status: int, content: bytes = b"", *, etag: bytes = b"", span: str = "", body: bool = True
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.md5(etag, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", "Mon, 03 Feb 2020 12:00:00 GMT")
        if span:
            self.send_header("Content-Range", span)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing on the console."""


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    """An empty bucket for this test."""
    server = Bucket()
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
