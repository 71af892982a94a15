"""`wh report`: what happened to chats as one page, which counts it under any filter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wh import __version__
from wh.asking.filters import Filters, check_words, choose_chats
from wh.asking.request import LANGUAGES
from wh.engine.database import Database
from wh.exporting import mask
from wh.exporting.sheets import sheets_named
from wh.home.home import Home
from wh.home.newfile import new_file
from wh.packing.page import page
from wh.reporting.rows import packed_rows, packed_text

TITLES = {"en": "Support report", "ja": "接客レポート"}
LISTS = ("channel", "medium", "team", "staff")


@dataclass(frozen=True)
class ReportOptions:
    """What a page is asked for: its language; of how many of the newest chats it has the ids, to list and to link them;
    whether people's names are replaced, which takes the ids too.
    """

    language: str = "en"
    chats: int = 20_000
    mask: bool = False


@dataclass(frozen=True)
class Reported:
    """A page that was written: its path, its bytes, the chats on it."""

    path: Path
    bytes: int
    chats: int


def write_report(home: Home, out: Path | None, options: ReportOptions) -> Reported:
    """Writes the page, by default report.html in the home, in place of the one before."""
    check_words("--lang", [options.language], LANGUAGES)
    target = out or home.report
    with Database(home.built(), read_only=True) as database:
        database.run("sql/report/page.sql")
        heads, rows = packed_rows(database)
        facts = _facts(database, home, options) | {"heads": heads}
        ids = _ids(database, 0 if options.mask else options.chats)
    packed = [("rows", rows), ("ids", packed_text(ids))]
    text = page("report", TITLES[options.language], options.language, facts, packed)
    with new_file(target, force=True) as part:
        part.write_text(text, "utf-8")
    return Reported(target, len(text.encode()), heads["chats"]["rows"])


def _facts(database: Database, home: Home, options: ReportOptions) -> dict[str, Any]:
    """All of the page but its rows. Of words it has the ids, and the names by which people know them."""
    hide, rename = _hiding(database, home) if options.mask else (str, str)
    words = {name: database.query("sql/report/words.sql", list=name) for name in LISTS}
    names = {
        name: [(rename if name == "staff" else hide)(said or word) for word, said in found]
        for name, found in words.items()
    }
    sets = [tags for (tags,) in database.rows("select tags from page_sets order by number")]
    tags = sorted({tag for each in sets for tag in each})
    numbers = {tag: number for number, tag in enumerate(tags)}
    return {
        "language": options.language,
        "version": __version__,
        "built": f"{database.value('select max_by(built_at, build_id) from meta.builds'):%Y-%m-%d %H:%M}",
        "begins": str(database.value("select date from page_begins")),
        "ends": str(database.value("select max(date) from page_happenings") or ""),
        "ids": {name: [] if options.mask else [word for word, _ in found] for name, found in words.items()},
        "names": names,
        "tags": [hide(tag) for tag in tags],
        "sets": [[numbers[tag] for tag in each] for each in sets],
        "desk": "" if options.mask else home.settings.desk_url,
        "masked": options.mask,
    }


def _ids(database: Database, most: int) -> list[str]:
    """The ids of the newest chats, the oldest of them first."""
    found = database.rows("select id from page_chats order by number desc limit ?", [most])
    return [id_ for (id_,) in reversed(found)]


def _hiding(database: Database, home: Home) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """What takes names that are known out of a text, and what gives the pseudonym of a name, as exports do it."""
    choose_chats(database, Filters(), None)
    mask.prepare(database, home, sheets_named([]))

    def pseudonym(name: str) -> str:
        return str(database.value("select pseudonym(?)", [name]))

    return lambda text: mask.without_names(database, text), pseudonym
