# Everything a newcomer needs; `make` alone lists it. Nothing has to be installed by hand.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check install -qq --root-user-action=ignore --no-compile \
       --require-hashes --no-deps
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
# Many tests wait for a server, a time-out or a process to end: half as many workers again as cores.
WORKERS ?= $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) * 3 / 2 )))
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
COMMA := ,
DATABASES ?= sqlite$(if $(TEST_MYSQL_URL),$(COMMA)mysql)

# Each process of a test run would compile all it imports anew, for seconds.
unexport PYTHONDONTWRITEBYTECODE

# There is a worker for each core: threads for sums would only spin beside the other workers.
test databases: export OPENBLAS_NUM_THREADS := 1
test databases: export OMP_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test databases browser bench lint format trial lock clean

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(RUNTIME) ## Prepare .venv with all that Changke runs on

run: $(RUNTIME) ## Start the demo shop, a simulated WeChat and the console; print where they are
	@$(BIN)/python -m bootstrap.demo

test: $(DEVELOPMENT) ## Run the tests, on SQLite; races on a real PostgreSQL, too, and Redis
	@$(PYTEST) -m "not browser and not trial" --databases $(DATABASES) $(ARGS)

databases: $(DEVELOPMENT) ## Run what a database decides on PostgreSQL, and on MariaDB where installed
	@$(PYTEST) -m "dialect and not browser and not trial" --databases postgresql,mysql --races-on= $(ARGS)

browser: $(DEVELOPMENT) ## Drive the pages in headless chromium, where it is installed
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m browser --races-on= \
	  -o faulthandler_timeout=900 $(ARGS)

bench: $(DEVELOPMENT) ## Measure the webhook against a bare echo and against WeRoBot
	@$(BIN)/python -m bench $(ARGS)

trial: $(DEVELOPMENT) ## Run the heavy trials (minutes)
	@$(BIN)/python -m pytest -m trial -o faulthandler_timeout=3600 $(ARGS)

lint: $(DEVELOPMENT) ## Check style, types and the import directions
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports

format: $(DEVELOPMENT) ## Put the code into the house format
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

# django-htmx is wanted for the htmx script it carries, not for Django: docs/decisions.md, 6.
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --fork-strategy fewest \
        --no-emit-package django --no-emit-package asgiref --no-emit-package sqlparse

lock: ## Pin the declared dependencies anew, with hashes
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT \
	&& $(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install -qq uv \
	&& "$$tools/bin/uv" pip compile $(LOCK) --upgrade pyproject.toml -o requirements.txt \
	&& "$$tools/bin/uv" pip compile $(LOCK) --upgrade pyproject.toml --group dev \
	     -c requirements.txt -o requirements-dev.txt

clean: ## Remove .venv and caches; the data in var/ stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null \
	  || { echo "Changke needs Python 3.11 or newer, and there is no $(PYTHON) here."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Changke needs Python 3.11 or newer, and $(PYTHON) here is $$($(PYTHON) -V)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Changke needs Python's venv (on Debian: apt install python3-venv)."; exit 1; }

$(RUNTIME): requirements.txt | $(BIN)/python
	@echo "Installing what Changke runs on into $(VENV) …"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt | $(BIN)/python
	@echo "Installing what Changke is run and developed with into $(VENV) …"
	@$(PIP) -r requirements-dev.txt
	@touch $(RUNTIME) $@
