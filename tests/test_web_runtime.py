"""The TypeScript runtime of demos/web: its types, and its own tests against the vectors that Python made."""

from __future__ import annotations

import subprocess

import pytest

from conftest import REPOSITORY
from test_web_demo import missing_packages

WEB = REPOSITORY / "demos" / "web"


@pytest.mark.parametrize("command", ["check", "test"])
def test_npm_is_content(command: str) -> None:
    if reason := missing_packages():
        pytest.skip(reason)
    run = subprocess.run(["npm", "run", command], cwd=WEB, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stdout + run.stderr
