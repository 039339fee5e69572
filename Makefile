# Akta: `make run` shows it, `make test` checks it.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
SETUP := $(VENV)/.akta-setup
DEV := $(VENV)/.akta-dev

.PHONY: help run setup test check bench bench-search services services-stop run-services test-services

help:
	@echo "make run     set up, load the sample office, start Akta (Ctrl-C stops it)"
	@echo "make setup   set up only; afterwards $(VENV)/bin/akta works"
	@echo "make test    run the tests that this machine can run"
	@echo "make check   linters, types, templates"
	@echo "make bench   benchmarks: a table and build/bench.json"
	@echo "make bench-search   the embedded index beside an OpenSearch; DOCS=1000000 for more than 100,000 documents"
	@echo "make services        start PostgreSQL, Redis, RabbitMQ, OpenSearch and an S3 server on this machine's loopback"
	@echo "make services-stop   stop these (SERVICES=\"postgres redis\": only some)"
	@echo "make run-services    like run, on these servers"
	@echo "make test-services   run the tests that start such servers themselves, and the others on PostgreSQL"

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
	@failed=0; $(PY) -m pytest -m "not services and not browser" || failed=$$?; \
	$(PY) -m pytest -m browser || failed=$$?; exit $$failed  # apart: a browser's threads are no company for the rest

test-services: $(DEV)
	@$(PY) -m pytest -m services
	@AKTA_TEST_DATABASE=postgres $(PY) -m pytest -m "not services and not browser" tests/dms tests/retention

services:
	@services/all.sh start

services-stop:
	@services/all.sh stop

run-services: setup services
	@SHOW_DEMO_ACCOUNTS=yes exec services/run.sh $(VENV)/bin/akta serve --sample

check: $(DEV)
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy dms ingest search retention
	@$(VENV)/bin/djlint templates --lint --quiet

bench: $(DEV)
	@mkdir -p build
	@$(PY) -m tests.bench --json build/bench.json

bench-search: $(DEV)
	@mkdir -p build
	@$(PY) -m tests.bench.bench_engines --docs $(or $(DOCS),100000) --json build/bench-search.json
