"""The keys of the Open API: from the environment, or from a file that only its owner can read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wh.errors import UsageError
from wh.home.home import read_secret

ACCESS, SECRET = "WH_ACCESS_KEY", "WH_ACCESS_SECRET"
FILE = "pull.keys"
_HINT = (
    f"the platform shows both where an access key is made (Settings, API); put them into {ACCESS} and {SECRET}, "
    f"or into {FILE} in the home with mode 600; docs/pull.md shows how"
)


@dataclass(frozen=True)
class KeyPair:
    """An access key and its secret, of one channel; neither is ever shown."""

    name: str
    access: str = field(repr=False)
    secret: str = field(repr=False)


def key_pairs(home: Path, environ: Mapping[str, str]) -> list[KeyPair]:
    """The pair of the environment, else those of the file, by name. A UsageError where there is none."""
    if environ.get(ACCESS) or environ.get(SECRET):
        if not (environ.get(ACCESS) and environ.get(SECRET)):
            raise UsageError(f"{ACCESS} and {SECRET} go together", _HINT)
        return [_pair("", environ[ACCESS], environ[SECRET], f"{ACCESS} or {SECRET}")]
    file = home / FILE
    if not file.exists():
        raise UsageError("no access key of the platform is known", _HINT)
    try:
        table = tomllib.loads(read_secret(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # what is wrong is not shown: it stands beside a key
        raise UsageError(f"{file} is no TOML", _HINT) from None
    if not table:
        raise UsageError(f"{file} has no access key", _HINT)
    return [_pair(name, *_of_table(name, pair, file), f"[{name}] in {file}") for name, pair in table.items()]


def _of_table(name: str, pair: Any, file: Path) -> tuple[str, str]:
    if not isinstance(pair, dict):
        raise UsageError(f"in {file} keys stand in a table, like [main]", _HINT)
    for each in ("access_key", "access_secret"):
        if not pair.get(each):
            raise UsageError(f"[{name}] in {file} has no {each}", _HINT)
    return str(pair["access_key"]), str(pair["access_secret"])


def _pair(name: str, access: str, secret: str, where: str) -> KeyPair:
    access, secret = access.strip(), secret.strip()
    if not all(re.fullmatch(r"[!-~]+", each) for each in (access, secret)):
        raise UsageError(f"what stands in {where} is no access key", _HINT)
    if not re.fullmatch(r"[\w-]*", name):
        raise UsageError(f"[{name}] in {FILE} is no name", "names are of letters, digits, - and _")
    return KeyPair(name, access, secret)
