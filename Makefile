# make demo   a recording of a real person through the bundled model, then the keyboard (no torch, no terminal)
# make test   checks and tests, with torch for the export package
# make check  only the checks; make clean  removes the virtual environments and caches

# The first of these that is Python 3.11 or newer; or say `make demo PYTHON=/path/to/python`.
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
TORCH := torch==2.13.0
SHIPPED := pyproject.toml $(shell find sdk runtime export -type f -not -name '*.pyc')

.PHONY: demo test check clean

demo: .venv/.installed
	@echo
	@.venv/bin/python demos/microphone.py --file demos/clip.opus
	@echo
	@.venv/bin/linnet bench speech demos/clip.opus
	@echo
	@.venv/bin/python demos/keyboard.py --show

test: check
	.venv-test/bin/python -m pytest

check: .venv-test/.installed
	.venv-test/bin/ruff format --check .
	.venv-test/bin/ruff check .
	.venv-test/bin/mypy
	.venv-test/bin/lint-imports

clean:
	rm -rf .venv .venv-test build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.python .venv-test/.python:
	@test -n "$(PYTHON)" || { echo "Linnet needs Python 3.11 or newer; say: make PYTHON=/path/to/python" >&2; exit 2; }
	$(PYTHON) -m venv $(@D)
	@touch $@

# Installed as a user would, so it is made again when anything that ships has changed.
.venv/.installed: $(SHIPPED) | .venv/.python
	.venv/bin/pip install --quiet --disable-pip-version-check .
	@touch $@

# Editable: only pyproject.toml decides what is in it. torch first: a bare `torch` would take CUDA's build.
.venv-test/.installed: pyproject.toml | .venv-test/.python
	.venv-test/bin/pip install --quiet --disable-pip-version-check $(TORCH)
	.venv-test/bin/pip install --quiet --disable-pip-version-check -e '.[dev,export,typing]'
	@touch $@
