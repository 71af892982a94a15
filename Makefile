# make help shows what there is.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: help demo test lint slow spark pages pictures clean

help:
	@echo "make demo      a first look: the sample channel in demo/, built and exported; exports in there stay"
	@echo "make test      linters and the fast tests, 5 to 7 minutes on 2 cores"
	@echo "make slow      the slow tests, about 20 minutes more"
	@echo "make spark     the tests on Apache Spark, 8 to 10 minutes more; needs Java 17"
	@echo "make lint      linters and types only"
	@echo "make pages     web/built anew, from web/; needs Node.js"
	@echo "make pictures  the pictures in docs/ anew"
	@echo "make clean     removes all that was made"

demo: .venv/ready
	rm -rf demo/events demo/wh.toml demo/*.duckdb*
	$(BIN)/wh init demo --sample
	$(BIN)/wh build --home demo
	$(BIN)/wh export --home demo --as 301 --reason "first look" --generate-password
	@echo
	@echo "The zip opens with 7-Zip, WinRAR or Keka and the password above. What to try next:"
	@echo "  $(BIN)/wh sql --home demo \"select state, count(*), median(waiting_time) from user_chats group by all\""
	@echo "  $(BIN)/wh export --home demo --as 301 --reason audit --tag クレーム --tag '配送/*' --generate-password"
	@echo "  $(BIN)/wh init desk && $(BIN)/wh load --home desk PATH/TO/YOUR/EVENTS && $(BIN)/wh build --home desk"

test: lint
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not spark"

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

slow: .venv/ready
	$(BIN)/pytest -n 2 --dist worksteal -m slow

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# One process: a session of Spark takes both cores, and all tests share it. PySpark is built by the setuptools before it.
spark: .venv/spark
	$(BIN)/pytest -m spark

.venv/spark: .venv/ready requirements-spark.lock
	grep -A1 '^setuptools==' requirements-spark.lock > .venv/setuptools.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r .venv/setuptools.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --require-hashes -r requirements-spark.lock
	touch $@

pages:
	cd web && npm ci && npm run build

pictures: .venv/ready
	$(BIN)/python docs/pictures.py

clean:
	rm -rf .venv .clients web/node_modules demo dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
