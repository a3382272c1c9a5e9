# make        set up .venv (again only when pyproject.toml or the constraints change)
# make demo   the complete example, with an HTML report in demo-output/
# make test   all checks
# make bench  speed, with the ratio to reference codes in the same run
# make clean  remove what make wrote, the environment included

OUT := demo-output
BIN := .venv/bin
STAMP := .venv/installed
# The first of these that is Python 3.11 or later; `make PYTHON=...` names another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)

.DEFAULT_GOAL := setup
.PHONY: setup demo test bench clean

setup: $(STAMP)

$(STAMP): pyproject.toml requirements/constraints.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || \
	{ echo "Neuroglide needs Python 3.11 or later, none found. Fix: install one, or name it: make PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv || \
	{ echo "Python could not make an environment. Fix: install its venv module (Debian, Ubuntu: python3-venv)."; exit 2; }
	@echo "Installing into .venv (the first time takes a few minutes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements/constraints.txt -e '.[dev]'
	@touch $(STAMP)

demo: $(STAMP)
	$(BIN)/neuroglide demo --out $(OUT)
	@for page in $(OUT)/*.html; do echo "Open in a browser: $(CURDIR)/$$page"; done

test: $(STAMP)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m pytest

bench: $(STAMP)
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf .venv build dist $(OUT) src/neuroglide.egg-info .pytest_cache .ruff_cache .hypothesis
