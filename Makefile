# Each target sets up what it needs inside this folder; nothing else has to be installed first but
# Python 3.11 or newer. PYTHON=python3.12 make test chooses the interpreter.

PYTHON ?=
TESTS_AT_ONCE ?= 2
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/ready-$(subst /,_,$(PYTHON))
BROWSER := $(VENV)/browser-ready
CHECKED := service workers migrations tests

.PHONY: help setup demo test lint test-browser bench accidents clean

help:
	@echo "make demo           the whole line on this machine, with two phones to try it"
	@echo "make test           lint, types, import contracts, tests"
	@echo "make test-browser   the tests that need a Chromium"
	@echo "make bench          every benchmark"
	@echo "make accidents      what must survive, at full size"
	@echo "make setup          only the set-up; the others do it by themselves"

setup: $(READY)

$(READY): pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" sh .ci/setup test,embedded
	@touch $@

$(BROWSER): $(READY)
	@sh .ci/setup test,embedded,browser
	@touch $@

# In the place of make, so that Ctrl-C reaches the demo alone.
demo: $(READY)
	@exec $(VENV)/bin/porchlight demo

# A file's tests stay together and in order; much of the time of some is waiting for processes they start.
test: lint
	$(PY) -m pytest -n $(TESTS_AT_ONCE) --dist loadfile --no-loadscope-reorder -m "not browser and not full"

lint: $(READY)
	$(VENV)/bin/ruff check $(CHECKED)
	$(VENV)/bin/ruff format --check $(CHECKED)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test-browser: $(BROWSER)
	@CHROMIUM="$$(sh .ci/chromium)" && export CHROMIUM && exec $(PY) -m pytest -m browser tests/browser

bench: $(READY)
	$(PY) -m tests.bench

accidents: $(READY)
	$(PY) -m pytest -m "accident or full"
	$(PY) -m tests.accidents.storm --size full --database sqlite
	$(PY) -m tests.accidents.storm --size full --database postgres

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
