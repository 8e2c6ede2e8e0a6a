# Openward. `make demo` starts it on this machine; `make help` lists everything.
# Needs Python 3.11 or later and make. No root, no Node, no Docker.

PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python3.14; do \
  if command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
  then echo $$name; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
TEST_INSTANCE ?= $(CURDIR)/.test-instance

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-methods check bench bench-methods rivals test-distributed lock clean-demo

help:
	@echo "make demo        start Openward with an invented hospital on http://127.0.0.1:8000"
	@echo "make test        set up everything that the tests need, and run them all"
	@echo "make setup       only install, into $(VENV)"
	@echo "make check       look at the code: style, types, walls between rooms, migrations, translations"
	@echo "make bench       measure the speed of the pages, the import and the funnel"
	@echo "make bench-methods  measure the instruments of openward methods beside their rivals"
	@echo "make rivals      install the rivals, into .venv-rivals"
	@echo "make lock        write requirements.lock and requirements-dev.lock anew (needs uv)"
	@echo "make clean-demo  throw the demonstration's data away"

setup: $(VENV)/installed

demo: setup
	@exec $(BIN)/openward demo

test: $(VENV)/installed-dev $(VENV)/browser
	@OPENWARD_INSTANCE="$(TEST_INSTANCE)" OPENWARD_BROWSER="$$(cat $(VENV)/browser)" \
	  $(BIN)/python -m pytest tests -n 2 --dist worksteal $(PYTEST_ARGUMENTS)

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	OPENWARD_INSTANCE="$(TEST_INSTANCE)" $(BIN)/openward manage makemigrations --check --dry-run
	$(BIN)/python -m scripts.catalogues check
	$(BIN)/python -m scripts.state_graphs check
	OPENWARD_INSTANCE="$(TEST_INSTANCE)" $(BIN)/python -m pytest tests/house

bench: $(VENV)/installed-dev
	@$(BIN)/python -m bench $(BENCH_ARGUMENTS)

# The instruments' own tests, which must need neither Django nor a database. OPENWARD_TESTS=nightly tries harder.
test-methods: $(VENV)/installed-dev
	@$(BIN)/python -m pytest -c tests/methods/pytest.ini --rootdir . --confcutdir tests/methods -p no:django tests/methods $(PYTEST_ARGUMENTS)

# The pair-finding of coordination on Spark, which brings a Java of its own. Slow, for the night.
test-distributed:
	@$(PYTHON) -m venv --clear .venv-distributed
	@.venv-distributed/bin/python -m pip --disable-pip-version-check --quiet --no-input install --require-hashes \
	  -r requirements-distributed.lock
	@OPENWARD_TESTS=nightly .venv-distributed/bin/python -m pytest -c tests/methods/pytest.ini --rootdir . \
	  --confcutdir tests/methods -p no:django tests/methods/test_coordination_with_ibis.py

bench-methods: $(VENV)/installed-dev
	@$(BIN)/python -m bench.methods --write $(BENCH_ARGUMENTS)

rivals:
	@$(PYTHON) -m venv --clear .venv-rivals
	@.venv-rivals/bin/python -m pip --disable-pip-version-check --quiet --no-input install --require-hashes -r requirements-rivals.lock

clean-demo:
	@if [ -n "$$OPENWARD_INSTANCE" ]; then echo "Remove $$OPENWARD_INSTANCE yourself, please." >&2; exit 1; fi
	rm -rf instance

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header --quiet --extra build
lock:
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra dev --output-file requirements-dev.lock
	uv pip compile bench/methods/rivals.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements-rivals.lock
	uv pip compile tests/methods/distributed.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements-distributed.lock

# Each step leaves a stamp when it has succeeded, and is repeated only when what it was made from has changed.
$(VENV)/made:
	@if [ -z "$(PYTHON)" ]; then \
	  echo "Openward needs Python 3.11 or later, and none was found." >&2; \
	  echo "Debian 12 and Ubuntu 24.04: sudo apt-get install python3 python3-venv   macOS: brew install python@3.12" >&2; \
	  exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "This Python cannot make virtual environments." >&2; \
	  echo "Install what is missing: sudo apt-get install $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; \
	  exit 1; fi
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made requirements.lock pyproject.toml
	@if [ ! -f $(VENV)/installed-dev ] || [ requirements.lock -nt $(VENV)/installed-dev ] || [ pyproject.toml -nt $(VENV)/installed-dev ]; then \
	  echo "Installing what Openward stands on …"; \
	  $(PIP) install --require-hashes -r requirements.lock && \
	  $(PIP) install --no-deps --no-build-isolation -e .; fi
	@touch $@

$(VENV)/installed-dev: $(VENV)/made requirements-dev.lock pyproject.toml
	@echo "Installing what the tests stand on …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/browser: $(VENV)/installed-dev scripts/browser.py
	@$(BIN)/python -m scripts.browser > $@.draft
	@mv $@.draft $@
