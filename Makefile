# Akta: `make run` shows it, `make test` checks it.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
SETUP := $(VENV)/.akta-setup
DEV := $(VENV)/.akta-dev

.PHONY: help run setup test check bench clean-venv

help:
	@echo "make run     set up, load the sample office, start Akta (Ctrl-C stops it)"
	@echo "make setup   set up only; afterwards $(VENV)/bin/akta works"
	@echo "make test    run the tests that this machine can run"
	@echo "make check   linters, types, templates"
	@echo "make bench   benchmarks: a table and build/bench.json"

run: setup
	@SHOW_DEMO_ACCOUNTS=yes exec $(VENV)/bin/akta serve --sample

setup: $(SETUP)

$(SETUP): requirements.txt requirements-setup.txt pyproject.toml
	@sh scripts/setup.sh $(if $(wildcard $(DEV)),requirements-dev.txt,requirements.txt)
	@touch $(SETUP)

$(DEV): $(SETUP) requirements-dev.txt
	@sh scripts/setup.sh requirements-dev.txt
	@touch $(DEV)

test: $(DEV)
	@$(PY) -m pytest

check: $(DEV)
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy dms ingest search retention
	@$(VENV)/bin/djlint templates --lint --quiet

bench: $(DEV)
	@mkdir -p build
	@$(PY) -m tests.bench --json build/bench.json
