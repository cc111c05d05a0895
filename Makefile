# The only commands anyone must know are `make run` and `make test`. `make` alone lists the rest.
# Needs make and Python 3.11 or newer with its venv module; everything else is installed into .venv.

PYTHON ?= python3
KEPT := .venv/bin/kept
TOOL := .venv/bin/python -m tools

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-dev run test check bench translations messages docs lock clean

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/' | expand -t 22

setup: ## Make the environment (.venv) from the locked requirements; instant when nothing changed
	@$(PYTHON) tools/environment.py demo

setup-dev:
	@$(PYTHON) tools/environment.py dev

run: setup translations ## Run the desk with a demo store on the embedded database
	@exec $(KEPT) demo

test: setup-dev translations ## Check, then the whole suite on SQLite and PostgreSQL, then the flows in a browser
	@$(TOOL).verdict test

check: setup-dev translations ## The rules only: layers, sizes, types, style, documents, translations
	@$(TOOL).verdict check

bench: setup-dev translations ## Measure: all of it, or one benchmark with NAME=placing
	@$(TOOL).bench $(NAME)

translations: setup ## Compile the message catalogues
	@$(TOOL).translations compile

messages: setup ## Collect new texts from the source into the catalogues
	@$(TOOL).translations update

docs: setup-dev translations ## Write docs/process.md and docs/events.md anew from the events and reactions
	@$(TOOL).process

lock: setup-dev ## Renew requirements/*.txt after a change in pyproject.toml (UPGRADE=1: newest versions)
	@$(TOOL).lock $(if $(UPGRADE),--upgrade)

clean: ## Remove the environment and what tools leave behind; the desk's data stays
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find src \( -name '*.egg-info' -o -name '*.mo' \) -prune -exec rm -rf {} +
