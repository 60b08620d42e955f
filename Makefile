# OpenDTI. `make demo` shows it, `make test` proves it; both set up what they need.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

STAGE ?= published
PORT ?= 8000
DEMO := OPENDTI_DEMO=1 OPENDTI_DATA_DIR=var/demo-$(STAGE)
BIN := .venv/bin
# Twice the two cores of the smallest machine: tests wait for servers, a browser and an office program.
WORKERS ?= 4
# Where compiled modules are not kept, each worker and each process that a test starts compiles all of them anew.
unexport PYTHONDONTWRITEBYTECODE
# xdist would begin with the files of most tests; tests/conftest.py begins with those that take longest.
PARALLEL := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: help setup setup-dev demo test test-all laws mutants check bench wheel sbom clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: ## Set up the site and the command line (Python packages, page assets, translations)
	@tools/setup

setup-dev: # and what tests, checks and measures need
	@tools/setup dev

demo: setup ## Serve a demonstration (STAGE=open|appraisal|scored|published, PORT=8000)
	@$(DEMO) $(BIN)/opendti site migrate --no-input -v 0
	@$(DEMO) $(BIN)/opendti site seed_demo --stage $(STAGE)
	@$(DEMO) $(BIN)/opendti serve --port $(PORT)

test: setup-dev ## Run every test: SQLite, a real PostgreSQL, a real browser, a real spreadsheet program
	@$(call run-tests,--once)

test-all: setup-dev ## Run every test on both databases, where one would do as well: before a release
	@$(call run-tests,)

# The second half runs even where the first fails.
define run-tests
tools/system chromium libatomic postgresql libreoffice systemd clamd
failed=0
$(BIN)/python -m pytest $(1) $(PARALLEL) || failed=1
$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest tests/site $(1) $(PARALLEL) -m "not browser and not office" || failed=1
exit $$failed
endef

laws: setup-dev ## Hold the laws against 500 fresh examples each (HYPOTHESIS_SEED=n draws the same again)
	@HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest tests/opendti/laws tests/opendti/numeric -n 2

mutants: setup-dev ## Change the product in small ways and see whether a test fails (ARGS="rules --count 100 --seed 2")
	@$(BIN)/python -m tools.mutants $(ARGS)

check: setup-dev ## Lint, types, walls, templates, translations, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@PYTHONPATH=src $(BIN)/lint-imports
	@$(BIN)/djlint src --lint --quiet
	@$(BIN)/python tools/check_pages.py
	@$(BIN)/python tools/check_translations.py
	@OPENDTI_DEBUG=1 $(BIN)/opendti site makemigrations --check --dry-run -v 0

bench: setup-dev ## Measure the budgets against plain baselines and peers; writes docs/benchmarks.md
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@$(BIN)/python -m benchmarks

wheel: setup ## Build the wheel, with the assets of the pages in it (dist/)
	@rm -rf build/lib build/bdist.*
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist .
	@ls dist/*.whl

sbom: setup-dev ## Write the bill of materials of a running site (dist/sbom.cdx.json)
	@mkdir -p dist
	@PYTHONPATH=. $(BIN)/python tools/sbom.py >dist/sbom.cdx.json
	@ls dist/sbom.cdx.json

clean: ## Remove what was built and every demonstration
	@rm -rf .venv node_modules build dist var/demo-* src/opendti_site/collected src/opendti_site/ui/static/vendor
