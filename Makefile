# What a machine with Python (3.11 or newer), pip and make can do with this folder: `make` lists it.

PYTHON ?= python3
JOBS ?= 2
EXAMPLES ?= 5000

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Hashes: what is installed is what was locked. The lock is whole, so nothing is resolved: pip would look for a newer release
# of what is asked for with an extra (pydantic[email]), which the lock does not name. Wheels only: a missing one says so,
# instead of looking for a compiler.
LOCKED := --no-deps --require-hashes --only-binary :all: --requirement
# The project itself comes without dependencies and without a build environment of its own: both are in the lock.
PROJECT := --no-deps --no-build-isolation --editable .

UV := .venv-lock/bin/uv
COMPILE := $(UV) pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--only-binary :all: --no-emit-index-url --no-emit-find-links --no-annotate --no-header

PACKAGES := engine widgets console workflows migrations

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test format lint types imports spelling pytest bench soak snapshots keys lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.installed ## set up, and open the console on the demo store
	$(BIN)/nocdeck demo

test: lint types imports spelling pytest ## set up, and run everything that CI runs

format: $(VENV)/.installed-test ## put imports and layout in order
	$(BIN)/ruff check --select I --fix .
	$(BIN)/ruff format .

lint: $(VENV)/.installed-test ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-test ## mypy, strict, over code and tests
	$(BIN)/mypy

imports: $(VENV)/.installed-test ## who may import whom
	$(BIN)/lint-imports

spelling: $(VENV)/.installed-test ## codespell
	$(BIN)/codespell

pytest: $(VENV)/.installed-test ## the tests alone, two at a time (JOBS=auto: one to a core)
	$(BIN)/pytest -n $(JOBS)

bench: $(VENV)/.installed-test ## measure; nothing else should be running
	$(BIN)/pytest tests/benchmarks -n 0 -s --timeout 600

soak: $(VENV)/.installed-test ## every fault at every point, and EXAMPLES=5000 walks: an hour
	NOCDECK_SOAK=$(EXAMPLES) $(BIN)/pytest tests/faults -n 2 --timeout 36000

snapshots: $(VENV)/.installed-test ## take the screens anew; look at each before it is committed
	$(BIN)/pytest tests/snapshots -n $(JOBS) --snapshot-update

keys: $(VENV)/.installed ## write docs/keys.md anew, from the actions of the console
	$(BIN)/nocdeck config --markdown > docs/keys.md

lock: ## renew both lock files from pyproject.toml
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	$(COMPILE) --extra postgres --group build --output-file requirements.lock
	$(COMPILE) --extra postgres --extra test --group build --constraint requirements.lock \
		--output-file requirements-test.lock

clean: ## remove what make and the tools put here
	rm -rf $(VENV) .venv-lock build dist snapshot_report.html
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "nocdeck needs Python 3.11 or newer. Name one: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp is older than a changed lock or pyproject.toml: only then is anything installed again. `pip check` tells when
# pyproject.toml asks for what the lock does not have.
$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install $(LOCKED) requirements.lock
	$(PIP) install $(PROJECT)
	@touch $@

$(VENV)/.installed-test: requirements-test.lock pyproject.toml | $(BIN)/python
	$(PIP) install $(LOCKED) requirements-test.lock
	$(PIP) install $(PROJECT)
	$(PIP) check
	@touch $@ $(VENV)/.installed
