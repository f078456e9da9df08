# What a person does here. Each target brings what it needs; nothing is fetched or built twice.
#
#   make run      serve the learning environment with its sample pilot (PORT=8001 make run for another port)
#   make test     the quick suite, then the journeys in a browser
#   make check    everything that must hold before a change is handed on
#   make bench    the figures; make audit: accessibility of every page
#   make lock     pin the packages anew; make revision m="add a table": a new migration

SHELL := /bin/sh
PYTHON_HERE := .venv/bin/python
VLE := $(PYTHON_HERE) -m vle_app
PYTEST := $(PYTHON_HERE) -m pytest
ENVIRONMENT := sh vle_app/operations/environment.sh

export REFLEX_TELEMETRY_ENABLED := false
export REFLEX_CHECK_LATEST_VERSION := false

.DEFAULT_GOAL := run
.PHONY: run test quick journeys check lint types contracts migrations postgresql build bench audit lock revision environment

run: environment
	@exec $(VLE) run

test: quick journeys

quick: environment
	@$(PYTEST) -n 2 --dist loadfile --ignore=tests/browser --ignore=tests/bench

journeys: build
	@browser=$$($(ENVIRONMENT) browser) && VLE_CHROMIUM=$$browser $(PYTEST) tests/browser -m "not audit"

check: lint types contracts migrations quick postgresql journeys
	@echo "Everything holds."

lint: environment
	@$(PYTHON_HERE) -m ruff check .

types: environment
	@$(PYTHON_HERE) -m mypy

contracts: environment
	@$(PYTHON_HERE) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

migrations: environment
	@$(PYTEST) tests/vle_app/operations/test_migrations.py

# The quick suite again, on PostgreSQL. Where none is reachable it says so; with CI=true that is a failure.
postgresql: environment
	@url=$$($(PYTHON_HERE) -m tests.postgresql) && if [ -n "$$url" ]; then VLE_TEST_DATABASE_URL=$$url $(PYTEST) -n 2 --dist loadfile --ignore=tests/browser --ignore=tests/bench; fi

build: environment
	@$(VLE) build

bench: build
	@browser=$$($(ENVIRONMENT) browser) && VLE_CHROMIUM=$$browser $(PYTHON_HERE) -m tests.bench

audit: build
	@browser=$$($(ENVIRONMENT) browser) && VLE_CHROMIUM=$$browser $(PYTEST) tests/browser -m audit

lock:
	@sh vle_app/operations/lock.sh

revision: environment
	@$(VLE) migrate --write-revision "$(m)"

environment:
	@GOAL=$(firstword $(MAKECMDGOALS)) $(ENVIRONMENT) python
