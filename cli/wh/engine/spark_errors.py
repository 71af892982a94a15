"""The errors of Spark as one line, with the place in the statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from wh.errors import FaultError

_PLACE = re.compile(r"line (\d+),? pos (\d+)")


@contextmanager
def told(what: str, sql: str = "", hint: str = "") -> Iterator[None]:
    """Spark's errors as one line, with the line of the statement that it points to, or with a hint."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
    except ImportError:
        yield
        return
    try:
        yield
    except (PySparkException, Py4JError) as error:
        message = _message(error)
        if "ClassNotFoundException" in message:
            hint = "`packages` under [spark] in wh.toml names what Spark fetches when it starts; docs/scale.md"
        raise FaultError(f"{what}: {message}", hint or _pointed(sql, str(error))) from error


def _message(error: Exception) -> str:
    """The line of an error that says what it is: of one in Java, that of the innermost cause."""
    lines = [line.strip().removeprefix(": ") for line in str(error).splitlines() if line.strip()]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    return (causes or [line for line in lines if not line.startswith("An error occurred")] or [type(error).__name__])[0]


def _pointed(sql: str, message: str) -> str:
    """The line of a statement that an error points to, with a caret."""
    if not (place := _PLACE.search(message)) or len(lines := sql.splitlines()) < int(place[1]):
        return ""
    line = lines[int(place[1]) - 1]
    return f"{line.strip()}\n      {' ' * (int(place[2]) - len(line) + len(line.lstrip()))}^"
