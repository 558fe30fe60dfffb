# Everything here sets itself up: a machine needs python3.11 or newer, its venv module and make.
#
#   PYTHON=python3.12   the Python that makes .venv
#   DATASET=DIR         a folder holding data/ and seeds/, instead of our own
#   TEXTS=DIR           the articles' texts, to check the quotes against (they are not in this repository)
#   ARGS="-k stakes"    passed on to pytest, or to the measurements

PYTHON ?= python3
PORT ?= 8501
# The texts beside this folder are those of our own dataset, not of another one.
ifndef DATASET
TEXTS ?= $(wildcard ../shared/seeds)
endif

BIN := .venv/bin
# Stamps: an install happens again only when its lock file is newer.
RUNTIME := .venv/.runtime
DEV := .venv/.dev
BENCH := .venv/.bench

ifdef DATASET
export DATASET
endif
ifneq ($(strip $(TEXTS)),)
export PLEDGEBOOK_TEXTS := $(TEXTS)
endif

# Two installs into one environment at once would break it.
.NOTPARALLEL:
.PHONY: help run test check csv lint schema messages bench audit lock clean need-out

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

run: $(RUNTIME) ## check the dataset, then serve the dashboard [PORT=8501]
	$(BIN)/python -m models check
	$(BIN)/python -m streamlit run app/server.py --server.port $(PORT)

test: $(DEV) ## run the tests, a real Chromium included [ARGS="-k name"]
	$(BIN)/python -m pytest $(ARGS)

check: $(RUNTIME) ## check the dataset, and its quotes where the texts are at hand [TEXTS=DIR]
	$(BIN)/python -m models check $(if $(strip $(TEXTS)),--texts "$(TEXTS)")

csv: need-out $(RUNTIME) ## write the CSV files and their data package to a folder (OUT=DIR)
	$(BIN)/python -m analysis.exports "$(OUT)"

need-out:
	@test -n "$(OUT)" || { echo "make csv: say where to: make csv OUT=DIR" >&2; exit 2; }

lint: $(DEV) ## style, types and the direction of imports
	@failed=0; \
	for tool in "ruff check" "ruff format --check" "mypy" "lint-imports"; do \
		echo "== $$tool"; \
		$(BIN)/$$tool || failed=1; \
	done; \
	exit $$failed

schema: $(RUNTIME) ## write the JSON Schema that editors read
	$(BIN)/python -m models schema

messages: $(RUNTIME) ## bring what the code says into the catalogues of app/locale/
	$(BIN)/python -m app.messages

bench: $(BENCH) ## measure speed and memory against the smallest pages [ARGS="cold rerun"]
	$(BIN)/python -m bench $(ARGS)

# Hashes are checked when the pins are installed; here they are only looked up.
ADVISORIES := api.osv.dev
audit: $(DEV) ## look the pins up among known vulnerabilities, where these can be asked for
	@$(BIN)/python -c 'import requests; requests.get("https://$(ADVISORIES)", timeout=10)' 2>/dev/null || { \
		echo "make audit: $(ADVISORIES) is out of reach from here, so nothing was looked up" >&2; \
		exit 2; \
	}
	$(BIN)/pip-audit --require-hashes --disable-pip --vulnerability-service osv --progress-spinner off \
		-r requirements-dev.txt -r requirements-bench.txt

# No addresses in the lock files: whoever installs chooses the registry.
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header $(if $(UPGRADE),--upgrade)

lock: $(DEV) ## pin the dependencies of pyproject.toml again [UPGRADE=1 for newer ones]
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraints requirements.txt --output-file requirements-dev.txt
	$(COMPILE) --group bench --constraints requirements-dev.txt --output-file requirements-bench.txt

clean: ## remove the environment and all caches
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Pledgebook needs Python 3.11 or newer, and PYTHON=$(PYTHON) is not" \
			"($$($(PYTHON) --version 2>&1)). Name one that is: make PYTHON=python3.12 ..." >&2; \
		exit 1; \
	}
	$(PYTHON) -m venv .venv
	@touch $@

$(RUNTIME): requirements.txt .venv/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The development lock holds the runtime's with the same pins: one install serves both stamps.
$(DEV): requirements-dev.txt requirements.txt .venv/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $(RUNTIME) $@

# What the pages to compare with need, beside the runtime's pins.
$(BENCH): requirements-bench.txt requirements.txt .venv/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $(RUNTIME) $@
