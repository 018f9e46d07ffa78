# make demo   a recording of a real person through the bundled model, then the keyboard (no torch, no terminal)
# make test   checks and tests, with torch for the export package
# make check  only the checks; make clean  removes the virtual environments and caches
# make web    the page with dictation and keyboard, built and served to this machine (needs Node.js 20.19)
# make desktop  a window to write in, with suggestions and dictation; make docs  the documentation, in site/

# The first of these that is Python 3.11 or newer; or say `make demo PYTHON=/path/to/python`.
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
TORCH := torch==2.13.0
SHIPPED := pyproject.toml $(shell find sdk runtime export -type f -not -name '*.pyc')

WEB_PACKAGES := demos/web/node_modules/.package-lock.json
PAGE := sdk/linnet/web/index.html

.PHONY: demo test check clean web web-packages desktop docs

demo: .venv/.installed
	@echo
	@.venv/bin/python demos/microphone.py --file demos/clip.opus
	@echo
	@.venv/bin/linnet bench speech demos/clip.opus
	@echo
	@.venv/bin/python demos/keyboard.py --show
	@.venv/bin/python demos/emoji.py

# What measures time runs alone, after the rest has used every core.
TIMED := tests/bench tests/test_web_demo.py

test: check
	.venv-test/bin/python -m pytest -n auto --dist loadfile $(TIMED:%=--ignore=%) tests
	.venv-test/bin/python -m pytest $(TIMED)

check: .venv-test/.installed
	.venv-test/bin/ruff format --check .
	.venv-test/bin/ruff check .
	.venv-test/bin/mypy
	.venv-test/bin/lint-imports

web: $(PAGE)
	@$(MAKE) --no-print-directory .venv/.installed
	.venv/bin/linnet web

web-packages: $(WEB_PACKAGES)

desktop: .venv/.installed
	.venv/bin/pip install --quiet --disable-pip-version-check '.[desktop,microphone]'
	.venv/bin/python demos/desktop.py

docs: .venv-test/.installed
	.venv-test/bin/linnet-export tables README.md docs/*.md
	NO_MKDOCS_2_WARNING=1 .venv-test/bin/mkdocs build --strict --quiet

$(PAGE): $(WEB_PACKAGES) $(shell find demos/web/src demos/web/packing demos/web/public sdk/linnet/bundles -type f) \
		demos/web/index.html demos/web/vite.config.ts
	cd demos/web && npx vite build

$(WEB_PACKAGES): demos/web/package-lock.json
	cd demos/web && npm ci --no-fund --no-audit
	@touch $@

clean:
	rm -rf .venv .venv-test build dist site sdk/linnet/web demos/web/node_modules demos/web/build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
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
	.venv-test/bin/pip install --quiet --disable-pip-version-check -e '.[dev,export,federated,typing,desktop,docs]'
	@touch $@
