# Two commands are enough: `make run` and `make test`. The others are for those who work on it.
PORT ?= 8000
STAGE ?= before-class
python := .venv/bin/python

.PHONY: help .venv run serve test e2e bench bench-pages ci format demo coverage locks clean

help: ## say what there is
	@sed -n 's/^\([a-z0-9-]*\):.*## /  make \1	/p' Makefile | expand -t 20

.venv: # what the checks need
	@bin/set-up dev

run: ## serve the demo course on http://127.0.0.1:$PORT (8000)
	@bin/set-up run
	@DEMO=1 exec $(python) manage.py serve --port "$(PORT)"

serve: ## serve your own courses, without the demo
	@bin/set-up run
	@exec $(python) manage.py serve --port "$(PORT)"

test: ## run the whole suite but for the browser
	@bin/set-up dev
	@$(python) -m pytest

e2e: ## run the tests that need a browser (Chromium)
	@bin/set-up dev
	@$(python) -m pytest --numprocesses=0 -m e2e tests/e2e

bench: ## measure a class of 100 under load, on SQLite and PostgreSQL: make bench ARGS=--quick
	@bin/set-up dev
	@$(python) -m bench $(ARGS)

bench-pages: ## print what each page of the demo costs, as a multiple of a bare page
	@bin/set-up dev
	@$(python) -m bench.pages

ci: ## run every check there is, on SQLite, on PostgreSQL and in a browser
	@bash .ci/run

format: ## format the code
	@bin/set-up dev
	@$(python) -m ruff check --fix --quiet .
	@$(python) -m ruff format --quiet .

demo: ## bring the demo course to another stage: make demo STAGE=finals
	@bin/set-up run
	@DEMO=1 $(python) manage.py demo --stage "$(STAGE)"

coverage: ## say which lines no test runs
	@bin/set-up dev
	@$(python) -m coverage run -m pytest --numprocesses=0 --quiet
	@$(python) -m coverage report

locks: ## bring the hashed lock files up to date with pyproject.toml
	@bin/set-up dev
	@bin/lock

clean: ## delete what tools leave behind; the environment and var/ stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
