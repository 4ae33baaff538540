# Each target sets up what it needs (.venv, and by apt where it may) and says plainly what it lacks.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check fix bench oracle messages pins

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up and serve the demonstration on 127.0.0.1:8000 (PORT=... DATABASE_URL=...)
	@.ci/install
	@.ci/serve

test: ## Run every test on SQLite and on a real PostgreSQL, in a browser too (ARGS="-k recruiter")
	@.ci/install dev
	@.ci/test $(ARGS)

check: ## Check format, lint, types, templates, migrations, production settings, architecture
	@.ci/install dev
	@.ci/check

fix: ## Format the code and mend what the linter can mend
	@.ci/install dev
	@.venv/bin/python -m ruff check --fix-only --exit-zero .
	@.venv/bin/python -m ruff format .

bench: ## Measure figures, filing, import, search and the secretariat's lists on SQLite and on PostgreSQL (ARGS="import --large")
	@.ci/install dev
	@.ci/bench $(ARGS)

oracle: ## Compare the rules of instruments with ODK's own engine, from npm (ARGS="--rules 500")
	@.ci/install dev
	@.ci/oracle $(ARGS)

messages: ## Collect the sentences for translation and compile the catalogues
	@.ci/install
	@.ci/messages

pins: ## Pin the dependencies of pyproject.toml again, with hashes
	@.ci/install dev
	@.venv/bin/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -o requirements.txt
	@.venv/bin/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--group dev pyproject.toml -c requirements.txt -o requirements-dev.txt
