"""`python -m wh`."""

from wh.main import run

run()
