# The commands of the KAM Portal. They need Python 3.11-3.13, make and git; .ci/environment fetches the rest.
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= python3
export PYTHON

.PHONY: help run test lint types contract check pytest bench pictures messages lock audit

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: $(VENV)/installed ## start the portal on http://127.0.0.1:8000 (HOST=, PORT=, DEMO=en|ru|off)
	@exec $(PY) -m kam_portal.running

# The tests wait now and then: what looks at the sources runs beside them.
test: $(VENV)/installed-dev ## everything a change has to pass
	+$(MAKE) --no-print-directory -j 2 pytest lint types contract check

lint: $(VENV)/installed-dev ## style of Python and templates
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	find templates kam_portal accounts dossiers decision_map planning -name '*.html' -exec $(VENV)/bin/djade --check --target-version 5.2 {} +

types: $(VENV)/installed-dev ## types
	$(PY) -m mypy

contract: $(VENV)/installed-dev ## which floor may import which
	$(VENV)/bin/lint-imports

# The tests and what leads to them keep a database apart from the one of `make run`, and need not survive a power cut.
check pytest: export KAM_VAR_DIR ?= $(CURDIR)/var/test
check pytest: export EMBEDDED_POSTGRES_FSYNC ?= off
# Many tests start processes; each would compile the portal anew.
check pytest: export PYTHONDONTWRITEBYTECODE :=

check: $(VENV)/installed-dev ## settings, migrations and translations are complete
	$(PY) manage.py check --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py messages --check

pytest: $(VENV)/installed-dev ## the tests alone, in parallel
	$(PY) manage.py messages --compile
	$(PY) -m pytest -n auto

bench: export ACCOUNTS ?= 10000
bench: $(VENV)/installed-dev ## ratios of speed (ACCOUNTS=10000)
	$(PY) -m tests.benchmarks

pictures: $(VENV)/installed-dev ## the pictures of the README
	$(PY) -m tests.pictures

messages: $(VENV)/installed-dev ## collect the texts to translate into locale/ and compile
	$(PY) manage.py messages

UV := var/lock/bin/uv
RESOLVE := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --upgrade --quiet
lock: ## resolve pyproject.toml anew into both lock files
	[ -x $(UV) ] || { $(PYTHON) -m venv --clear var/lock && var/lock/bin/python -m pip install --quiet uv; }
	$(UV) $(RESOLVE) --output-file requirements.lock
	$(UV) $(RESOLVE) --group dev --output-file requirements-dev.lock

audit: $(VENV)/installed-dev ## known holes in what is installed
	$(VENV)/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip

$(VENV)/installed: requirements.lock
	@.ci/environment $<
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock
	@.ci/environment $<
	@touch $(VENV)/installed $@
