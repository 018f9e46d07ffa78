"""A bundle on disk: a directory with `manifest.json`, the graphs it names and the files these need.

It is verified before anything of it is loaded, and written whole or not at all.
"""

from __future__ import annotations

import enum
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from .errors import BundleError
from .manifest import DataFile, GraphFile, Manifest
from .manifest_checks import leaves_directory
from .onnx_external_data import external_tensors

MANIFEST_FILE = "manifest.json"
_LARGEST_MANIFEST_BYTES = 4 << 20
F = TypeVar("F", bound=DataFile)


class FileStatus(enum.Enum):
    """What verification found."""

    OK = "ok"
    ABSENT = "absent"
    """An optional graph that this copy of the bundle lacks."""
    BAD = "bad"


@dataclass(frozen=True)
class FileCheck:
    """The verdict on one file of a bundle."""

    key: str
    """Key of the file in `Manifest.graphs` or `Manifest.files`."""
    file: str
    status: FileStatus
    problem: str = ""
    """What was expected and what came; empty unless `status` is BAD."""


@dataclass(frozen=True)
class Bundle:
    """A verified bundle. `Bundle.open` is the way to get one."""

    directory: Path
    manifest: Manifest

    @staticmethod
    def open(path: str | os.PathLike[str]) -> Bundle:
        """Read the manifest and verify every file before anything is loaded.

        Raises `BundleError` for a directory that is not a bundle, an unknown manifest format or key, a wrong
        size or hash, a path that leaves the directory, a missing required graph, and a graph with external
        data.

        >>> Bundle.open("sdk/linnet/bundles/en-acoustic").manifest.language  # doctest: +SKIP
        'en'
        """
        bundle = Bundle.read(path)
        bad = [check.problem for check in bundle.verify() if check.status is FileStatus.BAD]
        if bad:
            raise BundleError("; ".join(bad))
        return bundle

    @staticmethod
    def read(path: str | os.PathLike[str]) -> Bundle:
        """Read only the manifest, to inspect a bundle that may be damaged; `verify` then tells what is wrong.

        Raises `BundleError` when there is no manifest or it cannot be accepted.
        """
        directory = Path(path)
        file = directory / MANIFEST_FILE
        if not file.is_file():
            raise BundleError(f"{directory}: expected a bundle directory with {MANIFEST_FILE}, found none")
        return Bundle(directory, Manifest.from_json(_read_text(file), str(file)))

    def verify(self) -> tuple[FileCheck, ...]:
        """Check each file's path, presence, size and hash, and each graph's self-containment.

        A bad file raises nothing.
        """
        return tuple(self._check(key, file) for key, file in self.manifest.all_files().items())

    def graph_path(self, precision: str) -> Path:
        """Return the path of a graph, such as "int8". Raises `BundleError` when it is not here."""
        graph = self.manifest.graphs.get(precision)
        present = [name for name, g in self.manifest.graphs.items() if (self.directory / g.file).is_file()]
        if graph is None or precision not in present:
            raise BundleError(
                f"{self.directory}: expected a {precision!r} graph, the bundle here has {present}"
            )
        return self.directory / graph.file

    def file_path(self, key: str) -> Path:
        """Return the path of the "tokenizer" or the "lexicon". Raises `BundleError` when there is none."""
        files = self.manifest.files
        if key not in files:
            raise BundleError(f"{self.directory}: expected a {key!r} file, the bundle has {sorted(files)}")
        return self.directory / files[key].file

    def _check(self, key: str, file: DataFile) -> FileCheck:
        """Turn the outcome of `_verify` into a verdict."""
        try:
            status = _verify(self.directory, file)
        except (BundleError, OSError, RuntimeError) as error:  # RuntimeError: a loop of links
            return FileCheck(key, file.file, FileStatus.BAD, str(error))
        return FileCheck(key, file.file, status)


def write_bundle(
    directory: str | os.PathLike[str], manifest: Manifest, files: Mapping[str, str | os.PathLike[str]]
) -> Bundle:
    """Write a bundle all at once and return it, verified; an existing bundle at `directory` is replaced.

    `files` gives the source of each key in `manifest.graphs` and `manifest.files`; `sha256` and `size_bytes`
    are computed here, whatever the manifest says. A reader sees the old bundle, the new one, or for a moment
    none, never a mix. Raises `BundleError` when sources and manifest do not fit or `Bundle.open` would refuse
    the result.
    """
    target = Path(directory)
    if files.keys() != manifest.all_files().keys():
        raise BundleError(f"expected files for {sorted(manifest.all_files())}, got {sorted(files)}")
    if target.exists() and not (target / MANIFEST_FILE).is_file() and any(target.iterdir()):
        raise BundleError(
            f"{target}: expected a bundle, an empty directory or nothing to replace; remove it first"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        _fill(temporary, manifest, files)
        Bundle.open(temporary)
        _swap(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return Bundle.open(target)


def _fill(directory: Path, manifest: Manifest, files: Mapping[str, str | os.PathLike[str]]) -> None:
    """Copy the files and write the manifest with their hashes and sizes."""
    directory.chmod(0o755)  # mkdtemp makes it private
    graphs = {key: _copied(directory, graph, files[key]) for key, graph in manifest.graphs.items()}
    others = {key: _copied(directory, file, files[key]) for key, file in manifest.files.items()}
    text = replace(manifest, graphs=graphs, files=others).to_json()
    (directory / MANIFEST_FILE).write_text(text, encoding="utf-8", newline="\n")


def _copied(directory: Path, file: F, source: str | os.PathLike[str]) -> F:
    """Copy a file to its place; returns its entry with hash and size."""
    if leaves_directory(file.file):
        raise BundleError(f"expected a path inside the bundle, got {file.file!r}")
    copy = directory / file.file
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, copy)
    return replace(file, sha256=_sha256(copy), size_bytes=copy.stat().st_size)


def _swap(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`; the old directory is removed only once the new one is in place."""
    if not target.exists():
        new.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
    target.rename(old / "bundle")
    try:
        new.rename(target)
    except OSError:
        (old / "bundle").rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _verify(directory: Path, file: DataFile) -> FileStatus:
    """Return OK or ABSENT, or raise `BundleError` saying what is wrong with the file."""
    path = directory / file.file
    if not path.resolve().is_relative_to(directory.resolve()):  # also follows symbolic links
        raise BundleError(f"{path}: expected a file inside the bundle, it leads to {path.resolve()}")
    if not path.exists() and isinstance(file, GraphFile) and not file.required:
        return FileStatus.ABSENT
    if not path.is_file():
        raise BundleError(f"{path}: expected a file, found none; get the bundle again")
    size_bytes = path.stat().st_size
    if size_bytes != file.size_bytes:
        raise BundleError(f"{path}: expected {file.size_bytes} bytes, got {size_bytes}; get the bundle again")
    found = _sha256(path)
    if found != file.sha256:
        raise BundleError(f"{path}: expected sha256 {file.sha256}, got {found}; get the bundle again")
    if isinstance(file, GraphFile):
        _refuse_external_tensors(path)
    return FileStatus.OK


def _refuse_external_tensors(path: Path) -> None:
    """Raise `BundleError` for a graph with tensors in other files, which no hash covers."""
    external = external_tensors(path)
    if external:
        raise BundleError(
            f"{path}: expected a self-contained graph, tensors {external[:3]} are in other files; "
            "export it without external data"
        )


def _sha256(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_text(file: Path) -> str:
    """Read a manifest's text. Raises `BundleError` when it is too large, unreadable or not UTF-8."""
    try:
        if file.stat().st_size > _LARGEST_MANIFEST_BYTES:
            raise BundleError(
                f"{file}: expected at most {_LARGEST_MANIFEST_BYTES} bytes, got {file.stat().st_size}"
            )
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"{file}: expected a readable UTF-8 file: {error}") from error
