# Everything a newcomer or a maintainer runs. Plain POSIX make and sh; nothing but Python >= 3.11 is needed.
#   make demo PYTHON=/path/to/python     another interpreter
#   make test ARGS="-k filters -x"       arguments for pytest

.POSIX:
.PHONY: help demo test check slow bench docs format lock clean

PYTHON =
VENV = .venv
ARGS =
BIN = $(VENV)/bin

help:
	@echo "make demo    start a sandbox and run the examples against it"
	@echo "make test    the tests, without those that take long"
	@echo "make check   format, lint, types, import directions, house rules"
	@echo "make slow    the tests that take long"
	@echo "make bench   the measurements, side by side with the published client (Python 3.12)"
	@echo "make docs    the documentation's site, into site/ (readable from disk)"
	@echo "make format  let ruff format the code and repair what it can"
	@echo "make lock    renew requirements/*.txt (maintainers; needs uv)"
	@echo "make clean   remove environments, caches and results"
	@echo
	@echo "The first call creates $(VENV) and installs pinned packages into it; later calls start at once."

demo:
	@sh tools/venv.sh "$(VENV)" demo "$(PYTHON)"
	@$(BIN)/python examples/quickstart.py $(ARGS)
	@$(BIN)/python examples/activity_to_dashboard.py
	@$(BIN)/python examples/adaptive_lesson.py
	@$(BIN)/python examples/learner_record.py

test:
	@sh tools/venv.sh "$(VENV)" dev "$(PYTHON)"
	@$(BIN)/python -m pytest -q -m "not slow" -n auto --dist worksteal $(ARGS)

slow:
	@sh tools/venv.sh "$(VENV)" dev "$(PYTHON)"
	@$(BIN)/python -m pytest -q -m slow $(ARGS)

check:
	@sh tools/venv.sh "$(VENV)" dev "$(PYTHON)"
	@sh tools/check.sh "$(BIN)"

format:
	@sh tools/venv.sh "$(VENV)" dev "$(PYTHON)"
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench:
	@python=$$(sh tools/find_python.sh 3.12) && sh tools/venv.sh .venvs/bench demo "$$python"
	@.venvs/bench/bin/python -m benchmarks.run $(ARGS)

docs:
	@sh tools/venv.sh .venvs/docs docs "$(PYTHON)"
	@.venvs/docs/bin/python tools/build_docs.py $(ARGS)

lock:
	@sh tools/lock.sh $(ARGS)

clean:
	rm -rf .venv .venvs build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf benchmarks/results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
