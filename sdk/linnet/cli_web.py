"""``linnet web``: the page with dictation and keyboard, served to this machine alone."""

from __future__ import annotations

import errno
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from linnet.site_server import SiteServer
from linnet.static_site import StaticSite
from linnet_runtime.errors import InputError, MissingExtraError

BUILT_PAGE = Path(__file__).parent / "web"
"""Where the build of demos/web puts the page; a source tree has none before `make web`."""


def web(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.")] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
) -> None:
    """Serve the page with dictation and keyboard to this machine, until Ctrl-C.

    Speech and text stay in the page: after loading it asks the server for nothing more.
    """
    with opened_server(BUILT_PAGE, port) as server:
        typer.echo(f"{server.url} serves the page to this machine alone; Ctrl-C ends it")
        if browser:
            webbrowser.open(server.url)
        server.serve_forever()


def opened_server(page: Path, port: int) -> SiteServer:
    """Open a server of a built page.

    Raises:
        MissingExtraError: the page was not built.
        InputError: the port is taken, or not for this user.
    """
    if not (page / "index.html").is_file():
        raise MissingExtraError(
            f"expected the built page in {page}, got no index.html; in the source tree of Linnet "
            "`make web` builds and serves it (with Node.js 20.19 or newer)"
        )
    try:
        return SiteServer(StaticSite(page), port)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise InputError(
            f"cannot listen on port {port} ({error.strerror}); choose one with --port"
        ) from error
