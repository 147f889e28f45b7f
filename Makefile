# The two commands are `make run` and `make test`; `make` alone lists the others.
BOOTSTRAP = python3 migracidades/kit/bootstrap.py
PYTHON = .venv/bin/python
MANAGE = $(PYTHON) manage.py
UP = $(PYTHON) -m migracidades.kit.up
ARGS =

.DEFAULT_GOAL := help
.PHONY: help run test check format shell messages bench production-check demo-reset environment python

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: python ## Set up whatever is missing and run the site (ARGS="--port 9000")
	@$(BOOTSTRAP) run $(ARGS)

test: python ## Run every test, browser journeys included (ARGS="tests/test_up.py")
	@$(BOOTSTRAP) test $(ARGS)

check: environment ## Style, types, import contracts, migrations, translations, templates
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -c "from importlinter.cli import lint_imports_command as lint; lint()"
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) messages --check
	$(PYTHON) -m djlint --lint templates

format: environment ## Lay the code out and order its imports
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

shell: environment ## A Python shell; enter a scope in it to see rows
	@$(UP) shell

messages: environment ## Collect the texts to translate
	$(MANAGE) messages

bench: python ## Measure and print what the limits say
	@$(BOOTSTRAP) bench

production-check: environment ## Run what docker-compose.yml does, on installed servers, and break it
	@$(PYTHON) -m tests.production

demo-reset: environment ## Make the demonstration's database and files anew
	@$(BOOTSTRAP) run --reset

environment: python
	@$(BOOTSTRAP) env

python:
	@command -v python3 >/dev/null || { echo "Python 3.11 or newer is needed: sudo apt-get install python3"; exit 1; }
