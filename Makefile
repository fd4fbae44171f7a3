# Two commands: `make demo` and `make test`. Each sets a fresh machine up first; the second start is quick.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin

# A stamp is named after the Python and the place: a new Python or a moved checkout is set up afresh.
HERE := $(shell $(PYTHON) -c 'import os, sys, zlib; print("%d.%d-%08x" % (*sys.version_info[:2], zlib.crc32(os.getcwd().encode())))')
ifeq ($(HERE),)
$(error $(PYTHON) does not run: install python3, or name another one with `make PYTHON=...`)
endif
DEMO := .venv/.demo-$(HERE)
TEST := .venv/.test-$(HERE)
TRAIN := .venv-train/.test-$(HERE)
TFLITE := .venv-tflite/.test-$(HERE)
PREPARE := $(PYTHON) hw/pi/prepare.py

.PHONY: help demo test test-train lint screens firmware clean
.NOTPARALLEL:

help:
	@echo 'make demo [ARGS="--seed 7 --items 12"]   a whole trip on the virtual cart; leaves its receipt and film in out/'
	@echo 'make test [ARGS="tests/core -x"]         all checks: ruff, import directions, types, tests'
	@echo 'make test-train                          the training, end to end, on a few pictures (installs PyTorch)'
	@echo 'make lint                                the checks without the tests'
	@echo 'make screens                             every screen in every state as a picture, in out/screens/'
	@echo 'make firmware                            the scale'"'"'s firmware, in hw/firmware/build/'
	@echo 'make clean                               removes out/ and the caches; the environments stay'

demo: $(DEMO)
	@$(BIN)/smart-cart demo --out out $(ARGS)

test: $(TEST) $(TFLITE) lint
ifeq ($(strip $(ARGS)),)
	@echo '== pytest, without the screens (three at once on two cores: trips on the virtual cart mostly wait for its physics)'
	@$(BIN)/pytest -n 3 --dist loadfile --durations=15 --ignore=tests/ui
	@echo '== pytest, the screens (in processes of their own: MuJoCo leaves its graphics context to whoever draws next)'
	@$(BIN)/pytest -n 2 --dist loadfile --durations=5 tests/ui
else
	@echo '== pytest'
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)
endif

test-train: $(TRAIN)
	@echo '== training, end to end'
	@.venv-train/bin/pytest tests/training tests/models/test_training.py $(ARGS)

lint: $(TEST)
	@echo '== ruff check'
	@$(BIN)/ruff check
	@echo '== ruff format'
	@$(BIN)/ruff format --check
	@echo '== import directions'
	@$(BIN)/lint-imports --no-logo
	@echo '== types'
	@$(BIN)/mypy

screens: $(DEMO)
	@$(BIN)/smart-cart screens --out out/screens $(ARGS)

firmware:
	@$(MAKE) --no-print-directory -C hw/firmware

clean:
	rm -rf out build hw/firmware/build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

$(DEMO): pyproject.toml constraints.txt hw/pi/prepare.py
	@$(PREPARE) system demo
	@$(PREPARE) venv .venv constraints.txt -e '.[twin]'
	@touch $@

$(TEST): pyproject.toml constraints.txt hw/pi/prepare.py
	@$(PREPARE) system test
	@$(PREPARE) venv .venv constraints.txt -e '.[twin,test]'
	@touch $(DEMO) $@

# PyTorch is large, and only who trains the recogniser needs it.
$(TRAIN): pyproject.toml constraints-train.txt hw/pi/prepare.py
	@$(PREPARE) system test
	@$(PREPARE) venv .venv-train constraints-train.txt -e '.[twin,train,timm]' hypothesis pytest pytest-timeout
	@touch $@

# tflite-runtime needs NumPy 1, so its contract test has an environment of its own.
ifeq ($(findstring 3.11-,$(HERE)),3.11-)
$(TFLITE): constraints-tflite-runtime.txt hw/pi/prepare.py | $(TEST)
	@$(PREPARE) venv .venv-tflite constraints-tflite-runtime.txt tflite-runtime numpy opencv-python
	@touch $@
else
.PHONY: $(TFLITE)
$(TFLITE):
	@echo 'tflite-runtime has no wheel for this Python (its last one is for 3.11): its contract test is left out.'
endif
