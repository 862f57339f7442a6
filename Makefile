# What can be done here. A fresh machine needs python3 (3.11 or newer) and make, nothing else.
#
#   make demo                 the whole portal with demo data; Ctrl-C stops it
#   make demo PORT=8001 DEMO_DIR=/somewhere RESET=1   (DEMO_HISTORY=0: no past cases)
#   make test                 every test, on private servers and free ports
#   make check                style, types, layers, migrations, translations, a test for every rule

PYTHON ?= python3
RUN := .venv/bin/python
# As many test processes as cores; `make test WORKERS=0` runs them in one, `ARGS=…` goes to pytest.
WORKERS ?= auto
ARGS ?=
CODE := portal departments services workflows

# PORT, DEMO_DIR, DATABASE_URL … given on the command line or in the environment reach every command by themselves.
.PHONY: help demo test bench check style format-check types templates layers migrations django translations rules \
        format requirements clean env env-dev

help:
	@sed -n '3,6s/^# *//p' Makefile

env:
	@$(PYTHON) portal/demo/environment.py requirements.txt

env-dev:
	@$(PYTHON) portal/demo/environment.py requirements-dev.txt

demo: env
	@exec $(RUN) -m portal.demo

test: env-dev
	$(RUN) -m pytest -n $(WORKERS) --dist loadfile -m "not benchmark" $(ARGS)

bench: env-dev
	$(RUN) -m pytest -m benchmark -s -p no:randomly tests/benchmarks $(ARGS)

# `make -k check` goes on after the first thing that is wrong.
check: style format-check types templates layers migrations django translations rules

style: env-dev
	$(RUN) -m ruff check .

format-check: env-dev
	$(RUN) -m ruff format --check .

types: env-dev
	$(RUN) -m mypy $(CODE)

templates: env-dev
	$(RUN) -m djlint --quiet --lint templates $(CODE)

layers: env-dev
	.venv/bin/lint-imports

migrations: env-dev
	$(RUN) -W ignore manage.py makemigrations --check --dry-run

django: env-dev
	$(RUN) manage.py check --fail-level WARNING

translations: env-dev
	$(RUN) manage.py translations --check

rules: env-dev
	$(RUN) -m tests.support.rules --check

format: env-dev
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

# Needs uv. Takes the newest wheels that fit together; drop --upgrade to keep what is pinned.
requirements:
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	   --no-emit-index-url --custom-compile-command "make requirements" requirements.in -o requirements.txt
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	   --no-emit-index-url --custom-compile-command "make requirements" requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find $(CODE) tests -name __pycache__ -prune -exec rm -rf {} +
