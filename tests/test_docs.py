"""docs/ is built without a warning, every code block of it runs, and its tables are the manifests'."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import difflib
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY
from docs_blocks import DOCS, PAGES, Block, blocks, unread_fences
from docs_corpus import write_training_corpus
from docs_shell import PROGRAMS, make_targets, run_script
from linnet_export.document_tables import document_tables, open_bundles, refreshed
from linnet_export.recipe import AcousticRecipe, load_recipe
from linnet_runtime.lexicon_file import read_arrays
from linnet_runtime.manifest import AudioSettings, GraphFile, Manifest, StateTensor

BUNDLES = REPOSITORY / "sdk" / "linnet" / "bundles"
WEB = REPOSITORY / "demos" / "web"
RUN, READ, NAMES, TYPES = ("python", "sh"), ("json", "toml"), ("kotlin", "swift"), ("typescript",)
"""Languages of blocks, by what is done with them here."""
OF_PLATFORMS = {"ORT_DISABLE_TELEMETRY", "1", "UNCHECKED_CAST"}
"""Strings of Kotlin and Swift that are not of a manifest."""


@pytest.fixture(scope="module")
def acoustic() -> Manifest:
    return Manifest.from_json((BUNDLES / "en-acoustic" / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with what a clone has and the pages use, and room to write."""
    (tmp_path / "demos").mkdir()
    shutil.copy(REPOSITORY / "demos" / "clip.opus", tmp_path / "demos")
    (tmp_path / "export").symlink_to(REPOSITORY / "export")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def in_languages(*languages: str) -> list[Block]:
    return [block for page in PAGES for block in blocks(page) if block.language in languages]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_is_of_a_language_that_is_checked(page: Path) -> None:
    assert {block.language for block in blocks(page)} <= {*RUN, *READ, *NAMES, *TYPES}
    assert unread_fences(page) == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_blocks_run_in_order_and_print_what_is_shown(page: Path, clone: Path) -> None:
    """Digits are not compared: times and confidences differ a little between machines."""
    if page.name == "training.md":
        write_training_corpus(clone)
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in (block for block in blocks(page) if block.language in RUN):
        printed = run_python(block, names) if block.language == "python" else run_script(block.code)
        if block.shown is not None:
            likeness = difflib.SequenceMatcher(None, *map(without_digits, (printed, block.shown))).ratio()
            assert likeness > block.likeness, f"{block.place}: printed\n{printed}"


def run_python(block: Block, names: dict[str, Any]) -> str:
    """Run a block in the namespace of its page and return what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block.code, block.place, "exec"), names)
    return printed.getvalue()


def without_digits(text: str) -> str:
    return re.sub(r"[\d.%]+", "0", " ".join(text.split()))


@pytest.mark.parametrize("block", in_languages(*READ), ids=lambda block: block.place)
def test_data_can_be_read(block: Block, tmp_path: Path) -> None:
    if block.language == "json":
        assert all(isinstance(json.loads(line), dict) for line in block.code.splitlines())
    else:
        (tmp_path / "recipe.toml").write_text(block.code)
        assert load_recipe(tmp_path / "recipe.toml", AcousticRecipe).name in block.code


@pytest.mark.parametrize("block", in_languages(*NAMES), ids=lambda block: block.place)
def test_names_in_other_languages_are_the_manifests(block: Block, acoustic: Manifest) -> None:
    values = {"manifest.json", *acoustic.inputs, *acoustic.outputs, *acoustic.graphs, *OF_PLATFORMS}
    keys = {
        field.name
        for kind in (Manifest, GraphFile, AudioSettings, StateTensor)
        for field in dataclasses.fields(kind)
    }
    strings = set(re.findall(r'"([^"]*)"', block.code))
    if "dependencies" not in block.code:
        assert strings <= values | keys
        assert {"audio", "letters", "int8", "manifest.json", "ORT_DISABLE_TELEMETRY"} <= strings
    members = set(re.findall(r"\b(?:manifest|one)\.(\w+)", re.sub(r'"[^"]*"', "", block.code)))
    assert members - {"getJSONArray", "getJSONObject"} <= keys


def test_typescript_has_the_types_of_the_runtime(tmp_path: Path) -> None:
    if not (WEB / "node_modules" / ".bin" / "tsc").exists():
        pytest.skip("npm ci was not run in demos/web")
    page = tmp_path / "demos" / "web" / "src"  # as deep as the runtime's own folder, which looks above itself
    page.mkdir(parents=True)
    for link in ("demos/web/src/linnet", "demos/web/node_modules", "runtime"):
        (tmp_path / link).symlink_to(REPOSITORY / link)
    files = []
    for number, block in enumerate(in_languages(*TYPES)):
        files.append(f"block{number}.ts")
        (page / files[-1]).write_text(block.code + "\nexport {};\n", encoding="utf-8")
    settings = {"extends": str(WEB / "tsconfig.json"), "files": files, "include": []}
    (page / "tsconfig.json").write_text(json.dumps(settings))
    compiler = str(WEB / "node_modules" / ".bin" / "tsc")
    run = subprocess.run([compiler, "-p", str(page)], capture_output=True, text=True)
    assert files
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_text_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = page.read_text(encoding="utf-8")
    for program, command in re.findall(r"`(linnet|linnet-export) ([\w-]+)", text):
        assert PROGRAMS[program]([command, "--help"]) == 0
    assert capsys.readouterr().err == ""
    assert set(re.findall(r"`make ([\w-]+)`", text)) <= make_targets()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_in_the_text_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for path in re.findall(r"`((?:sdk|runtime|export|demos|tests|docs)/[\w./-]*)", text):
        assert (REPOSITORY / path).exists(), path


def test_each_promise_of_privacy_names_tests_that_exist() -> None:
    text = (DOCS / "privacy.md").read_text(encoding="utf-8")
    named = re.findall(r"^`([\w./-]+)::(\w+)`$", text, re.MULTILINE)
    assert len(named) == text.count("::") > 10
    for file, test in named:
        assert test in functions_of(REPOSITORY / file), f"{file}::{test}"
    promises = [part for part in text.split("\n\n") if part.startswith("**")]
    assert [part for part in promises if "::" not in part] == []


def functions_of(file: Path) -> set[str]:
    """The functions of a Python or JavaScript file."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    return set(re.findall(r"^export async function (\w+)", text, re.MULTILINE))


def test_tables_are_the_manifests() -> None:
    """`linnet-export tables docs/*.md` writes them anew."""
    tables = document_tables(open_bundles(BUNDLES))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert refreshed(text, tables) == text, page.name
    assert {name for name in tables if name.startswith("keys-")} <= marked(DOCS / "bundle-format.md")


def marked(page: Path) -> set[str]:
    return set(re.findall(r"<!-- table: ([\w-]+) -->", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("heading", "file"),
    [("words.lexicon", "en-language/words.lexicon"), ("words.phones", "en-pronunciation/words.phones")],
)
def test_the_arrays_of_a_file_are_those_of_the_page(heading: str, file: str) -> None:
    page = (DOCS / "bundle-format.md").read_text(encoding="utf-8")
    section = page.split(f"### {heading}\n")[1].split("\n#")[0]
    told = dict(re.findall(r"^\| `([\w.]+)` \| (\w+) \|", section, re.MULTILINE))
    texts, arrays = read_arrays(BUNDLES / file)
    assert told == {name: array.dtype.name for name, array in arrays.items()}
    assert all(f"`{name}`" in section for name in texts)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return folder


def test_the_site_has_every_page(site: Path) -> None:
    assert {page.with_suffix(".html").name for page in PAGES} <= {page.name for page in site.glob("*.html")}
    assert "Permission" not in (site / "licences.html").read_text(encoding="utf-8")[:200]
    for file, page in (("CHANGELOG.md", "changelog.html"), ("NOTICE", "licences.html")):
        words = (REPOSITORY / file).read_text(encoding="utf-8").split()
        assert words[-1].strip(".") in (site / page).read_text(encoding="utf-8")


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    loading = re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//[^>]*>"
    )
    for page in site.rglob("*.html"):
        assert loading.findall(page.read_text(encoding="utf-8")) == [], page.name
    for style in site.rglob("*.css"):
        assert re.findall(r"url\([\"']?(?:https?:)?//|@import", style.read_text(encoding="utf-8")) == [], (
            style.name
        )


def test_links_of_readme_lead_to_pages() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for path in re.findall(r"\]\((docs/[\w./-]+)\)", readme):
        assert (REPOSITORY / path).is_file(), path
