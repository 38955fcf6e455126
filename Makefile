# teinei: `make demo` runs it, `make test` proves it, `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
BASE := qwen2.5-coder-0.5b-instruct
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo base browser test check wheel widget bench clean

help:                        ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

$(VENV)/serve.done: pyproject.toml scripts/setup.sh
	@scripts/setup.sh "$(PYTHON)" $(VENV) serve

$(VENV)/dev.done: pyproject.toml scripts/setup.sh
	@scripts/setup.sh "$(PYTHON)" $(VENV) dev

demo: $(VENV)/serve.done     ## the demo shop: installs, pulls the base model, starts all; Ctrl-C stops
	@exec $(BIN)/teinei up

base: $(VENV)/serve.done     ## pulls and verifies the default base model
	@$(BIN)/teinei models pull $(BASE)

browser:                     ## installs Chromium for the browser tests (apt, asks first unless root)
	@scripts/browser.sh

test: $(VENV)/dev.done base browser   ## every test, the real model and a real browser included
	@$(BIN)/python -m pytest

check: $(VENV)/dev.done      ## ruff, mypy, import-linter, and every locale pack
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache && $(BIN)/teinei locale check

wheel: $(VENV)/dev.done      ## dist/teinei-*.whl: bot, finetune, politeness_eval, locales, nothing else
	@rm -rf build dist && $(BIN)/python -m build --wheel --no-isolation -o dist . >build.log 2>&1 || { tail -20 build.log; exit 1; }
	@rm -rf build build.log *.egg-info && ls -l dist

widget:                      ## builds bot/widget/dist from its TypeScript (needs npm)
	@cd bot/widget && npm install --no-audit --no-fund && npm run build

bench: $(VENV)/dev.done base ## the numbers of the README
	@$(BIN)/teinei bench turn && $(BIN)/teinei bench intent --packs

clean:                       ## removes what make made here (not the weights in the cache)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
