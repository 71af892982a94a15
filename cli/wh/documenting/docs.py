"""`wh docs`: the dictionary as a page."""

from __future__ import annotations

from pathlib import Path

from wh.asking.filters import check_words
from wh.asking.request import LANGUAGES
from wh.documenting.dictionary import dictionary
from wh.home.home import Home
from wh.home.newfile import new_file
from wh.packing.page import page

TITLES = {"en": "Data dictionary", "ja": "データ辞書"}


def write_docs(home: Home, out: Path | None, language: str, *, with_sql: bool = True) -> Path:
    """Writes the page, by default docs.html in the home, in place of the one before; gives its path."""
    check_words("--lang", [language], LANGUAGES)
    target = out or home.path / "docs.html"
    text = page("docs", TITLES[language], language, dictionary(home, language, with_sql=with_sql))
    with new_file(target, force=True) as part:
        part.write_text(text, "utf-8")
    return target
