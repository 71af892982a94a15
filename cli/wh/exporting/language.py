"""The languages of the sheet About: English, as code and contracts have it, and what sql/export/ja.toml says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

from wh import assets


def spoken(language: str) -> Callable[[str], str]:
    """What gives a text of wh in that language; a text that its file does not have stays as it is."""
    if language == "en":
        return str
    table = tomllib.loads((assets.root() / f"sql/export/{language}.toml").read_text("utf-8"))
    texts = {text: said for part in table.values() for text, said in part.items()}
    return lambda text: texts.get(text, text)
