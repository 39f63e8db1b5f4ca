SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -c
.PHONY: run test lint bench css venv venv-dev venv-bench

BIN := .venv/bin
# What is compiled is kept: else each command that a test starts would compile the house again.
unexport PYTHONDONTWRITEBYTECODE
# As many as there are cores: one more makes all of it a fifth slower, each losing what the others keep in the cache.
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)
# Some tests only: make test TESTS=tests/rules
TESTS ?=

run: venv ## Start the site, the worker and the demo identity provider, with demo data; Ctrl-C stops them
	@$(BIN)/python scripts/run.py

test: lint ## Everything, on SQLite and PostgreSQL, in the browser too
	@scripts/test-tools
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

lint: venv-dev ## Style, mistakes, types
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary

bench: venv-bench ## What is measured, each beside its yardstick
	@$(BIN)/python -m benchmarks

css: ## Compile the style sheet; needs Node
	@scripts/npm-packages static/scss
	@npm run --silent --prefix static/scss build

venv:
	@scripts/venv requirements.txt

venv-dev:
	@scripts/venv requirements-dev.txt

venv-bench:
	@scripts/venv requirements-bench.txt
