# Everything a person or a machine does in this checkout. Needs make, sh and Python 3.11 or later; uses uv if
# it is there, and is only faster with it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
ZAPIER := integrations/zapier
INSTALLED := node_modules/.package-lock.json
COMPILE := uv pip compile pyproject.toml - --universal --generate-hashes --no-emit-index-url --no-header \
	--no-annotate --python-version 3.11 --quiet

export FORENOTICE_HOME ?= $(CURDIR)/.forenotice

.DEFAULT_GOAL := help
.PHONY: help setup demo run serve test test-sqlite test-postgres test-without-rows test-zapier validate-zapier lint types words \
	bench docs screenshots pictures lock clean

help: ## Show this list.
	@echo "Forenotice: tells members, ahead of time and once, that a payment is coming."
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r target text; do \
		printf '%-22s %s\n' "$$target" "$$text"; done

setup: $(VENV)/.ready-to-develop ## Make .venv with everything needed to run, test and build.

demo: $(VENV)/.ready-to-run ## Walk a sample file of subscriptions through 35 days, into a test mailbox.
	@$(BIN)/forenotice demo

run: $(VENV)/.ready-to-run ## Run Forenotice here until it is stopped.
	@$(BIN)/forenotice run

serve: $(VENV)/.ready-to-run ## Open the console here: http://localhost:8000
	@$(BIN)/forenotice serve

words: $(VENV)/.ready-to-develop ## Collect the console's words for translators, and compile what they wrote.
	$(BIN)/python -m tests.words

test: $(VENV)/.ready-to-develop ## Run every test, on SQLite and beside it on a real PostgreSQL.
	@$(MAKE) --no-print-directory --jobs=3 test-postgres test-sqlite test-without-rows

test-sqlite: $(VENV)/.ready-to-develop
	$(BIN)/pytest -q --database=sqlite -m rows

test-postgres: $(VENV)/.ready-to-develop
	$(BIN)/pytest -q --database=postgres -m rows

# What touches no rows needs no second database. It runs beside the others, which often wait for something.
test-without-rows: $(VENV)/.ready-to-develop
	$(BIN)/pytest -q --database=sqlite -m "not rows"

test-zapier: $(VENV)/.ready-to-develop $(ZAPIER)/$(INSTALLED) ## Try the Zapier app on a Forenotice started here (needs npm).
	$(BIN)/python -m tests.zapier

validate-zapier: $(ZAPIER)/$(INSTALLED) $(ZAPIER)/cli/$(INSTALLED) ## Let Zapier's own tool look at the app (needs npm).
	cd $(ZAPIER) && PATH="$$PWD/cli/node_modules/.bin:$$PATH" zapier-platform validate --without-style

lint: $(VENV)/.ready-to-develop ## Check style, formatting and the import law.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.ready-to-develop ## Check every type.
	$(BIN)/mypy

bench: $(VENV)/.ready-to-develop ## Measure the hot paths (minutes).
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/.ready-to-develop ## Take pictures of all messages and pages (needs Chromium).
	FORENOTICE_TEST_SCREENSHOTS=screenshots FORENOTICE_TEST_SCREENSHOTS_OF=all $(BIN)/pytest -q tests/browser
	@echo "Now look at screenshots/index.html."

pictures: $(VENV)/.ready-to-develop ## Take the pictures of the README anew (needs Chromium).
	$(BIN)/python -m tests.pictures

docs: $(VENV)/.ready-to-develop ## Write the generated tables of the documentation and check the rest.
	$(BIN)/python -m tests.docs
	$(BIN)/pytest -q tests/docs

lock: ## Resolve the dependencies anew (needs uv).
	printf 'hatchling\ndjango<6\n' | $(COMPILE) --extra postgres --output-file requirements.lock
	printf 'hatchling\ndjango<6\n' | $(COMPILE) --extra postgres --extra dev \
		--constraint requirements.lock --output-file requirements-dev.lock

clean: ## Remove what set-up, tests and the demo made here.
	rm -rf $(VENV) .forenotice .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	rm -rf $(ZAPIER)/node_modules $(ZAPIER)/cli/node_modules

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Forenotice needs Python 3.11 or later; say where it is with: make PYTHON=/path/to/python3"; exit 1; }
	@if [ -n "$(UV)" ]; then uv venv --quiet --python "$(PYTHON)" $(VENV); else $(PYTHON) -m venv $(VENV); fi

# The package itself is installed last, editable and without looking for anything on the network.
define install
	@if [ -n "$(UV)" ]; then \
		VIRTUAL_ENV=$(VENV) uv pip install --quiet --require-hashes -r $(1) && \
		VIRTUAL_ENV=$(VENV) uv pip install --quiet --no-deps --no-build-isolation --editable .; \
	else \
		$(BIN)/python -m pip install -qq --no-compile --disable-pip-version-check --require-hashes -r $(1) && \
		$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
endef

# Npm writes this file last.
%/$(INSTALLED): %/package-lock.json
	cd $* && npm ci --prefer-offline --no-progress

$(VENV)/.ready-to-run: pyproject.toml requirements.lock | $(BIN)/python
	@echo "Setting up .venv (once) ..."
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.ready-to-develop: pyproject.toml requirements.lock requirements-dev.lock | $(BIN)/python
	@echo "Setting up .venv for development (once) ..."
	$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.ready-to-run
