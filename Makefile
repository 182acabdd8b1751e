# `make run` and `make test` need Python >= 3.11 and make; everything else comes from the package index.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
STAMP := .venv/.lachan-run
DEV_STAMP := .venv/.lachan-test
PIP := $(BIN)/python -m pip --disable-pip-version-check
WORKERS ?= 4

.PHONY: run test demo guide bench test-faults soak test-fuzz test-long test-machines test-year test-security format clean
.NOTPARALLEL:

run: $(STAMP)
	@exec $(BIN)/lachan serve

demo: $(STAMP)
	@exec $(BIN)/lachan demo

# mypy keeps one core busy for a minute or more: it runs beside the tests and is read after them.
test: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@mkdir -p build; echo "$(BIN)/mypy, $(BIN)/lint-imports, $(BIN)/pytest -n $(WORKERS)"; \
	{ $(BIN)/mypy && $(BIN)/lint-imports; } > build/types.txt 2>&1 & types=$$!; \
	$(BIN)/pytest -n $(WORKERS); tests=$$?; \
	wait $$types; types=$$?; cat build/types.txt; exit $$((tests + types))

# Each bar of security over its whole space, with its figure.
test-security: $(DEV_STAMP)
	$(BIN)/pytest -m "security or bar" -n 0 -s

# A few times each, meant for a quarter of an hour on two idle cores; LACHAN_FAULTS=full counts as the bars do.
test-faults: $(DEV_STAMP)
	$(BIN)/pytest -m faults -n 0 -s

# Ten minutes of fifty people's mix while everything that can go wrong does, in turn.
soak: $(DEV_STAMP)
	$(BIN)/pytest -m soak -n 0 -s

# A hundred thousand requests near the right ones, requests made from the API's document as each role, spoilt inputs for
# each reader of ours, payloads in every text field looked at in a Chromium: about two hours.
test-fuzz: $(DEV_STAMP)
	$(BIN)/pytest -m fuzz -n 0 -s
	LACHAN_TRIALS=100 $(BIN)/pytest -n 2 tests/ledger/test_roundtrip.py

# Every aggregate, files merged and taken apart, requests to the chapter, in any order: 10,000 steps each against a
# plain model; conflicts.
test-machines: $(DEV_STAMP)
	$(BIN)/pytest -m machine -n 0 -s

test-year: $(DEV_STAMP)
	$(BIN)/pytest -m year -n 0 -s

# The pictures of the help pages, from the fictional year; needs a Chromium.
guide: $(DEV_STAMP)
	$(BIN)/python -m tests.guide_pictures

# What takes long: every page as a picture in build/screenshots, a bad line, a hundred thousand rows.
test-long: $(DEV_STAMP)
	LACHAN_PICTURES=yes $(BIN)/pytest -m long -n 0 -s

bench: $(DEV_STAMP)
	$(BIN)/python -m bench

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Keeps var/, where the records are.
clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Cần Python 3.11 trở lên. / Python 3.11 or later is needed: install it and run make again."; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Máy này tách riêng mô-đun venv của Python: chạy «sudo apt-get install python3-venv» rồi chạy lại lệnh make."; \
		echo "This system ships Python's venv module apart: run 'sudo apt-get install python3-venv', then make again."; exit 2; }
	@echo "Chuẩn bị môi trường Python lần đầu, khoảng một phút. / Preparing the Python environment, about a minute."
	@$(PYTHON) -m venv .venv

$(STAMP): .venv/bin/python pyproject.toml constraints.txt
	@$(PIP) install -qq --constraint constraints.txt --editable . && touch $@

$(DEV_STAMP): $(STAMP)
	@$(PIP) install -qq --constraint constraints.txt --editable '.[dev]' && touch $@
