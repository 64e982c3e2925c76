# The two commands: `make run` and `make test`. Each sets up what it needs, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests wait as well as compute: three workers keep two cores busy.
export PYTEST_XDIST_AUTO_NUM_WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 3 / 2)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Else each worker compiles the code again, and pytest rewrites every assert.
unexport PYTHONDONTWRITEBYTECODE

# The programs in the environment name its Python by the whole path. Where that is gone, as this folder
# was moved or Python removed, the environment is made again.
$(shell test ! -e $(BIN)/pip || test -x "$$(head -n 1 $(BIN)/pip | cut -c 3-)" || rm -rf $(VENV))

.DEFAULT_GOAL := help
.PHONY: help run page test test-all test-long fuzz bench coverage docs meaning native wheels lint format audit licenses lock clean

help: ## Show the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/ready ## Serve Discord with a token, or chat in the terminal without one
	@$(BIN)/thread-bot run

page: $(VENV)/ready ## Write the threads as pages, and open the first
	@$(BIN)/thread-bot page
	@$(BIN)/python -m webbrowser site/dragonbear.html >/dev/null

test: $(VENV)/ready-dev ## Run the tests of the code: about a minute
	@$(BIN)/pytest --numprocesses auto --dist worksteal --code-only

test-all: $(VENV)/ready-system $(VENV)/ready-native $(VENV)/ready-meaning ## Run also those that start the bot, its wire and its deployment
	@$(BIN)/pytest --numprocesses auto --hypothesis-profile hundred

test-long: $(VENV)/ready-system $(VENV)/ready-native $(VENV)/ready-meaning ## Run the tests that take minutes, with their figures
	$(BIN)/pytest -m long -rP --numprocesses auto

fuzz: $(VENV)/ready-system ## Try thousands of cases of each property that the tests promise
	$(BIN)/pytest --numprocesses auto -m hypothesis --hypothesis-profile fuzz

bench: $(VENV)/ready-bench ## Measure speed and memory, beside the search's peers: half an hour
	@$(BIN)/python -m tests.benchmarks

coverage: $(VENV)/ready-dev ## Run the tests of the code, and measure which lines they reach
	@$(BIN)/pytest --numprocesses auto --code-only --cov --cov-report=term

docs: $(VENV)/ready-docs ## Build the site of docs/ in build/docs/
	@$(BIN)/zensical build --clean --strict

meaning: $(VENV)/ready-meaning ## Install the encoder that finds posts by their meaning

native: $(VENV)/ready-native ## Compile the native search where there is no C compiler: brings one
	@$(BIN)/python scripts/build_native.py --compiler zig

wheels: $(VENV)/ready-native ## Build the source archive and the wheels of every system in dist/
	@$(BIN)/python scripts/build_wheels.py

lint: $(VENV)/ready-dev ## Run the linters, the type checker, and the checks of rooms and words
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/clang-format --dry-run --Werror bot/search/native/*.[ch]
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_words.py

format: $(VENV)/ready-dev ## Format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/clang-format -i bot/search/native/*.[ch]

audit: $(VENV)/ready-dev ## Look for known vulnerabilities in the locked dependencies
	$(BIN)/pip-audit --requirement requirements.txt --require-hashes --disable-pip --strict

licenses: $(VENV)/ready-dev ## List the licences of the locked dependencies
	@$(BIN)/python scripts/list_licenses.py

lock: $(VENV)/ready-dev ## Choose the newest versions and lock them with hashes
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --group build -o requirements.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --group build --group dev -o requirements-dev.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --group build --group bench -o requirements-bench.txt
	$(BIN)/uv pip compile $(LOCK) --group system --constraint requirements-dev.txt -o requirements-system.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --extra meaning --constraint requirements.txt -o requirements-meaning.txt
	$(BIN)/uv pip compile $(LOCK) --group native -o requirements-native.txt
	$(BIN)/uv pip compile $(LOCK) --group postgresql --constraint requirements.txt --constraint requirements-dev.txt -o requirements-postgresql.txt
	$(BIN)/uv pip compile $(LOCK) --group docs -o requirements-docs.txt
	$(BIN)/uv pip compile $(LOCK) --group installer -o requirements-uv.txt

LOCK := --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade --quiet

clean: ## Remove what was set up
	rm -rf $(VENV) bot/search/native/libsearch.* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist site

$(VENV)/ready: requirements.txt requirements-uv.txt pyproject.toml scripts/build_native.py \
		$(wildcard bot/search/native/*.[ch]) | $(BIN)/pip
	@echo "Installing the locked dependencies into $(VENV)" >&2
	@$(call install,$(LOCKED) requirements.txt)
	@$(call install,--no-deps --no-build-isolation --editable .)
	@$(TIDY)
	@touch $@

# The bot runs without uv, 60 MB. The tests keep it.
TIDY := $(BIN)/uv pip uninstall --quiet --python $(BIN)/python uv
$(VENV)/ready-dev $(VENV)/ready-bench: TIDY :=

# A run of one test compiles what all import, and writes hypothesis's tables: else each worker does so.
$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
	@echo "Installing what the tests need into $(VENV)" >&2
	@$(call install,$(LOCKED) requirements-dev.txt)
	@-$(BIN)/pytest --code-only -k test_a_quote_is_verbatim >/dev/null
	@touch $@

$(VENV)/ready-bench: requirements-bench.txt $(VENV)/ready
	@echo "Installing the peers into $(VENV)" >&2
	@$(call install,$(LOCKED) requirements-bench.txt)
	@touch $@

$(VENV)/ready-system: requirements-system.txt $(VENV)/ready-dev
	@$(call install,$(LOCKED) requirements-system.txt)
	@touch $@

$(VENV)/ready-meaning: requirements-meaning.txt $(VENV)/ready
	@echo "Installing the encoder, 95 MB, into $(VENV)" >&2
	@$(call install,$(LOCKED) requirements-meaning.txt)
	@touch $@

$(VENV)/ready-native: requirements-native.txt $(VENV)/ready
	@echo "Installing a C compiler, 400 MB, into $(VENV)" >&2
	@$(call install,$(LOCKED) requirements-native.txt)
	@touch $@

$(VENV)/ready-docs: requirements-docs.txt | $(BIN)/pip
	@echo "Installing the site generator into $(VENV)" >&2
	@$(call install,$(LOCKED) requirements-docs.txt)
	@touch $@

LOCKED := --require-hashes --requirement

# uv installs several times faster than pip. It does not read pip's settings, so pip is asked where it fails.
define install
{ test -x $(BIN)/uv || $(BIN)/pip install -qq --no-compile $(LOCKED) requirements-uv.txt; } && \
	{ UV_SYSTEM_CERTS=1 UV_CACHE_DIR=$@-cache $(BIN)/uv pip install --quiet --python $(BIN)/python $(1) \
	|| $(BIN)/pip install -qq --no-compile $(1); } && rm -rf $@-cache
endef

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is needed; on Debian and Ubuntu: apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }
