"""Serves a static site on this machine only."""

from __future__ import annotations

import socketserver
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler

from linnet.static_site import SiteFile, StaticSite

LOOPBACK = "127.0.0.1"

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every answer: nothing of another origin is loaded, asked or told."""


class SiteServer(socketserver.ThreadingTCPServer):
    """An HTTP server of a :class:`StaticSite`, reachable from this machine alone.

    Args:
        site: what to serve.
        port: 0 takes any free one; see :attr:`url`.

    Raises:
        OSError: the port is taken.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, site: StaticSite, port: int) -> None:
        self.site = site
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def url(self) -> str:
        """Where the site is."""
        return f"http://{LOOPBACK}:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    server: SiteServer
    server_version = "linnet"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """Send a file."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Send what would come before a file."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Write nothing down: what a person opens is theirs."""

    def _answer(self, *, with_body: bool) -> None:
        """Find the file and send it."""
        file = self.server.site.find(self.path)
        if file is None:
            self._head(HTTPStatus.NOT_FOUND, {"Content-Length": "0", "Cache-Control": "no-store"})
        elif self.headers.get("If-None-Match") == file.etag:
            self._head(HTTPStatus.NOT_MODIFIED, _validators(file))
        else:
            self._send(file, with_body=with_body)

    def _send(self, file: SiteFile, *, with_body: bool) -> None:
        """Send a file, compressed if it can be."""
        coding, path = file.choose(self.headers.get("Accept-Encoding", ""))
        body = path.read_bytes()
        described = {"Content-Type": file.content_type, "Content-Length": str(len(body))}
        encoded = {"Content-Encoding": coding} if coding else {}
        self._head(HTTPStatus.OK, described | encoded | _validators(file))
        if with_body:
            self.wfile.write(body)

    def _head(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        """Send the status and all headers."""
        self.send_response(status)
        for name, value in (headers | SECURITY_HEADERS).items():
            self.send_header(name, value)
        self.end_headers()


def _validators(file: SiteFile) -> dict[str, str]:
    """The headers that say for how long an answer holds, and for whom."""
    return {"Cache-Control": file.cache_control, "ETag": file.etag, "Vary": "Accept-Encoding"}
