"""A folder of files as a web site: what answers which path. Knows nothing of sockets."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

_INDEX = "index.html"
_ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings by preference, and the suffix of a file that was compressed when the site was built."""
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_HASHED_FOLDERS = ("assets", "bundles")
"""Folders whose names change with their content."""
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
}
"""Said here and not left to the machine's own table, which may call JavaScript plain text."""
_BINARY = "application/octet-stream"


@dataclass(frozen=True)
class SiteFile:
    """One file of a site."""

    path: Path
    content_type: str
    cache_control: str
    etag: str
    encoded: Mapping[str, Path]
    """The same content compressed, by content coding: "br", "gzip"."""

    def choose(self, accept_encoding: str) -> tuple[str | None, Path]:
        """The content coding to send to a client that accepts these, None for none, and its file."""
        accepted = _accepted(accept_encoding)
        for coding in _ENCODINGS:
            if coding in accepted and coding in self.encoded:
                return coding, self.encoded[coding]
        return None, self.path


class StaticSite:
    """The files below a folder, listed once: a path that is not in the list does not exist.

    So no path leads out of the folder, and there is no listing of folders. Links are not followed.
    """

    def __init__(self, root: Path) -> None:
        self._files = {
            "/" + path.relative_to(root).as_posix(): _site_file(root, path)
            for path in sorted(root.rglob("*"))
            if path.is_file() and not _leaves(root, path) and path.suffix not in _ENCODINGS.values()
        }

    def paths(self) -> tuple[str, ...]:
        """All paths that exist, "/" for the first page not included."""
        return tuple(self._files)

    def find(self, target: str) -> SiteFile | None:
        """The file that a request target ("/", "/assets/a.js?x") means, or None."""
        path = unquote(urlsplit(target).path, errors="replace") if target.startswith("/") else ""
        return self._files.get(path + _INDEX if path == "/" else path)


def _leaves(root: Path, path: Path) -> bool:
    """Whether a file is a link, or lies in a linked folder, that leads out of the site."""
    return not path.resolve().is_relative_to(root.resolve())


def _site_file(root: Path, path: Path) -> SiteFile:
    """Describe a file."""
    compressed = {coding: path.with_name(path.name + suffix) for coding, suffix in _ENCODINGS.items()}
    hashed = path.relative_to(root).parts[0] in _HASHED_FOLDERS
    return SiteFile(
        path=path,
        content_type=_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or _BINARY,
        cache_control=_FOREVER if hashed else _ASK_AGAIN,
        etag=f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"',
        encoded={coding: file for coding, file in compressed.items() if file.is_file()},
    )


def _accepted(accept_encoding: str) -> set[str]:
    """The content codings of an Accept-Encoding header, without those of weight zero (RFC 9110, 12.5.3)."""
    parts = [part.strip().lower().replace(" ", "") for part in accept_encoding.split(",")]
    return {coding for coding, _, weight in (part.partition(";q=") for part in parts) if not _is_zero(weight)}


def _is_zero(weight: str) -> bool:
    """Whether a quality value says "never"."""
    return bool(weight) and not weight.strip("0.")
