# Two commands: `make demo` shows what pinglot does, `make test` proves it. Both set everything up by themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests run side by side on the cores that there are.
JOBS ?= auto

.PHONY: demo test lint format soak bench screenshots wheel clean help

help:
	@echo "make demo    set everything up and translate examples/ into Spanish"
	@echo "make test    set everything up and run every check and test"
	@echo "make soak    the long fault tests"
	@echo "make bench   the benchmarks; results as tables and JSON"
	@echo "make format  format the code"
	@echo "make screenshots  the pictures of the review page, with Debian's Chromium"
	@echo "make wheel   a wheel in dist/"
	@echo "make clean   take away everything that was set up or made"

demo: $(VENV)/.installed
	@PATH="$(abspath $(BIN)):$$PATH" sh examples/demo.sh

test: lint
	$(BIN)/pytest -n $(JOBS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: $(VENV)/.dev
	PINGLOT_EXPLORE=1 $(BIN)/pytest -m soak -n 0
	PINGLOT_EXPLORE=1 $(BIN)/pytest -n $(JOBS)

bench: $(VENV)/.dev
	$(BIN)/python -m bench

screenshots: $(VENV)/.dev
	$(BIN)/python docs/screenshots.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(VENV)/.dev
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "pinglot needs Python 3.11 or newer; name it: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "no virtual environment could be made; on Debian or Ubuntu: sudo apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
