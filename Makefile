# make demo: a first look.  make test: the test suite.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: demo test lint slow pictures clean

demo: .venv/ready
	rm -rf demo
	$(BIN)/wh init demo --sample
	$(BIN)/wh build --home demo
	$(BIN)/wh export --home demo --as 301 --reason "first look" --generate-password
	@echo
	@echo "The zip opens with 7-Zip, WinRAR or Keka and the password above. What to try next:"
	@echo "  $(BIN)/wh sql --home demo \"select state, count(*), median(waiting_time) from user_chats group by all\""
	@echo "  $(BIN)/wh export --home demo --as 301 --reason audit --tag クレーム --tag '配送/*' --generate-password"
	@echo "  $(BIN)/wh init desk && $(BIN)/wh load --home desk PATH/TO/YOUR/EVENTS && $(BIN)/wh build --home desk"

test: lint
	$(BIN)/pytest -n 2 -m "not slow"

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

slow: .venv/ready
	$(BIN)/pytest -n 2 -m slow

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

pictures: .venv/ready
	$(BIN)/python docs/pictures.py

clean:
	rm -rf .venv .clients demo dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
