"""`linnet web`: what its server sends, and what it never does."""

from __future__ import annotations

import gzip
import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import REPOSITORY
from linnet import InputError, MissingExtraError, cli_web
from linnet.cli import run
from linnet.cli_web import opened_server
from linnet.site_server import LOOPBACK, SECURITY_HEADERS, SiteServer
from linnet.static_site import StaticSite
from test_cli import one_line

SCRIPT = b"export const greeting = 'hello';\n" * 20


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("not for the web")
    root = tmp_path / "web"
    for folder in ("assets", "bundles/en.0123"):
        (root / folder).mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html><title>Linnet</title>")
    (root / "assets/app.js").write_bytes(SCRIPT)
    (root / "assets/app.js.gz").write_bytes(gzip.compress(SCRIPT))
    (root / "assets/app.js.br").write_bytes(b"as if brotli")
    (root / "assets/ort.wasm").write_bytes(b"\0asm")
    (root / "bundles/en.0123/words.lexicon").write_bytes(b"words")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    return root


@pytest.fixture
def server(page: Path) -> Iterator[SiteServer]:
    with opened_server(page, 0) as opened:
        thread = threading.Thread(target=opened.serve_forever, args=(0.01,))
        thread.start()
        yield opened
        opened.shutdown()
        thread.join()


def ask(
    server: SiteServer, target: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, server.server_address[1], timeout=10)
    connection.putrequest(method, target, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.parametrize(
    ("target", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html?from=here", "text/html; charset=utf-8"),
        ("/assets/app.js", "text/javascript; charset=utf-8"),
        ("/assets/ort.wasm", "application/wasm"),
        ("/bundles/en.0123/words.lexicon", "application/octet-stream"),
    ],
)
def test_files_come_with_their_types(server: SiteServer, target: str, content_type: str) -> None:
    response, body = ask(server, target)
    assert (response.status, response.getheader("Content-Type")) == (200, content_type)
    assert response.getheader("X-Content-Type-Options") == "nosniff"
    assert int(response.getheader("Content-Length") or 0) == len(body) > 0


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("zstd", None),
        ("", None),
    ],
)
def test_compressed_files_are_sent_to_who_accepts_them(
    server: SiteServer, accepted: str, coding: str | None
) -> None:
    response, body = ask(server, "/assets/app.js", Accept_Encoding=accepted)
    assert response.getheader("Content-Encoding") == coding
    assert response.getheader("Content-Type") == "text/javascript; charset=utf-8"
    assert response.getheader("Vary") == "Accept-Encoding"
    assert (gzip.decompress(body) if coding == "gzip" else body) == (
        b"as if brotli" if coding == "br" else SCRIPT
    )


def test_what_is_named_by_its_content_is_kept_and_the_page_asked_for_again(server: SiteServer) -> None:
    hashed, _ = ask(server, "/assets/app.js")
    page, _ = ask(server, "/")
    assert "immutable" in (hashed.getheader("Cache-Control") or "")
    assert page.getheader("Cache-Control") == "no-cache"
    again, body = ask(server, "/", If_None_Match=page.getheader("ETag") or "")
    assert (again.status, body) == (304, b"")


def test_head_sends_no_body(server: SiteServer) -> None:
    response, body = ask(server, "/assets/app.js", "HEAD")
    assert (response.status, body) == (200, b"")
    assert response.getheader("Content-Length") == str(len(SCRIPT))


@pytest.mark.parametrize(
    "target",
    [
        "/assets",
        "/assets/",
        "/bundles/en.0123/",
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%5csecret.txt",
        "//etc/passwd",
        "/etc/passwd",
        "http://elsewhere/index.html",
        "/link.txt",
        "/assets/app.js.gz",
        "/assets/app.js%00.html",
        "/%ff%fe",
    ],
)
def test_nothing_else_is_served_and_no_folder_listed(server: SiteServer, target: str) -> None:
    response, body = ask(server, target)
    assert (response.status, body) == (404, b"")


def test_it_changes_nothing(server: SiteServer) -> None:
    for method in ("POST", "PUT", "DELETE"):
        response, _ = ask(server, "/index.html", method)
        assert response.status == 501


def test_no_other_origin_may_be_asked(server: SiteServer) -> None:
    response, _ = ask(server, "/")
    policy = response.getheader("Content-Security-Policy") or ""
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy


def test_the_page_and_the_server_have_one_policy() -> None:
    """The page's own holds wherever it is served; a worker has only what the server sends."""
    page = (REPOSITORY / "demos" / "web" / "index.html").read_text()
    policy = SECURITY_HEADERS["Content-Security-Policy"].removesuffix("; frame-ancestors 'none'")
    assert f'content="{policy}"' in page


def test_it_is_reachable_from_this_machine_alone(server: SiteServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.url.startswith("http://127.0.0.1:")
    with socket.socket(
        socket.AF_INET, socket.SOCK_STREAM
    ) as other:  # another loopback address: not listened on
        assert other.connect_ex(("127.0.0.2", server.server_address[1])) != 0


def test_a_page_that_is_not_built_says_how_to_build_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(MissingExtraError, match="make web"):
        opened_server(tmp_path, 0)
    monkeypatch.setattr(cli_web, "BUILT_PAGE", tmp_path)
    assert run(["web", "--no-browser"]) == 2
    message = capsys.readouterr().err
    assert one_line(message)
    assert "make web" in message


def test_a_taken_port_is_said(server: SiteServer, page: Path) -> None:
    port = server.server_address[1]
    with pytest.raises(InputError, match=f"{port}.*--port"):
        opened_server(page, port)


def test_the_command_serves_until_it_is_interrupted(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(cli_web, "BUILT_PAGE", page)
    monkeypatch.setattr("webbrowser.open", opened.append)

    def interrupt(_: SiteServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(SiteServer, "serve_forever", interrupt)
    assert run(["web", "--port", "0"]) == 130
    assert opened
    assert opened[0] in capsys.readouterr().out


def test_a_site_lists_each_file_once(page: Path) -> None:
    assert StaticSite(page).paths() == (
        "/assets/app.js",
        "/assets/ort.wasm",
        "/bundles/en.0123/words.lexicon",
        "/index.html",
    )
