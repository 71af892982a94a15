"""Masked exports: stable pseudonyms instead of people's names, addresses and numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from wh.engine.database import Database
from wh.exporting.sheets import sheet_rows, sheets_named
from wh.home.home import Home
from wh.models.model import Model
from wh.models.relations import profile_keys
from wh.rendering.quoting import identifier
from wh.rendering.template import render

LEFT = (  # in texts
    "ids, nicknames, former names, names and numbers of people other than a chat's own customer and the staff, kana "
    "surnames in names without a space, names of one character, names in another script, postal addresses, e-mail "
    "addresses with (at), or with a space or Japanese letters before the @"
)


SEARCHED = "searched for names, numbers and addresses that are known"
BEWARE = "where a name is also a word, the word is replaced too, and the same sentence elsewhere can tell the name"


def prepare(database: Database, home: Home, models: Iterable[Model]) -> None:
    """Makes what `masked` needs of these models, from the chosen chats, the settings and the home's key."""
    database.execute("set variable mask_key = ?", [home.mask_secret()])
    database.run("sql/export/mask.sql")
    chats, users, managers = sheets_named(["user_chats", "users", "managers"])  # in the order of the sheets
    known = {
        "users": _known(personal(database, home, users)),
        "chats": _known(_of_profile(database, home, chats)),  # the name of a chat may be its subject
        "managers": _known(personal(database, home, managers)),
    }
    database.run("sql/export/known_words.sql", **known)
    database.run(
        "sql/export/labels.sql",
        labels=list(_labels({each.name: each for each in [*sheets_named([]), *models]}.values())),
    )


def masked(database: Database, home: Home, each: Model, rows: str) -> str:
    """`rows` of a sheet with pseudonyms, as SQL to select from."""
    lists = {column.name for column in each.contract.columns if column.type.endswith("[]")}
    kinds: dict[str, list[str]] = {"texts": [], "values": [], "labels": [], "lists": []}
    for name, kind in personal(database, home, each).items():
        place = {"text": "texts", "label": "lists" if name in lists else "labels"}.get(kind, "values")
        kinds[place].append(identifier(name))
    if not any(kinds.values()):
        return rows
    subject = identifier(each.sheet.subject) if each.sheet.subject else None
    return render("sql/export/masked.sql", {"rows": rows, "subject": subject, **kinds}).sql


def without_names(database: Database, said: str) -> str:
    """What was said of an export as a whole, without the names and addresses of anybody that is known."""
    return str(database.query("sql/export/said.sql", [said])[0][0])


def personal(database: Database, home: Home, each: Model) -> dict[str, str]:
    """The columns of a sheet that are about a person, and how: as Column.personal says.

    A column of a profile key is a name where the settings' `mask` names the key, else a text; of several, a value.
    """
    columns = each.contract.columns
    fixed = {column.name: column.personal for column in columns if column.personal not in ("", "no")}
    return fixed | _of_profile(database, home, each)


def told(database: Database, home: Home, models: Iterable[Model], options: Collection[str]) -> dict[str, str]:
    """What a masked export does with the columns of its sheets, those of `options` among them.

    That is, which it replaces, which it searches, and which it leaves as they are.
    """
    found: dict[str, list[str]] = {"replaced": [], SEARCHED: [], "left as they are": []}
    for each in models:
        kinds = personal(database, home, each)
        texts = [column.name for column in each.contract.columns if column.type.startswith("VARCHAR")]
        optional = {column.name for column in each.contract.columns if column.option and column.option not in options}
        for name in dict.fromkeys(name for name in [*texts, *kinds] if name not in optional):
            kind = kinds.get(name, "no")
            place = "left as they are" if kind == "no" else "replaced" if kind in ("name", "value") else SEARCHED
            found[place].append(f"{each.key}.{name}")
    return {place: ", ".join(names) for place, names in found.items() if names} | {
        "left in texts": LEFT,
        "beware": BEWARE,
    }


def _of_profile(database: Database, home: Home, each: Model) -> dict[str, str]:
    if (dynamic := each.contract.dynamic) is None:
        return {}
    masked_keys = {key.lower() for key in home.settings.mask}
    kinds = {}
    for column in profile_keys(database, dynamic.entity):
        is_name = any(key.lower() in masked_keys for key in column.keys)
        kinds[dynamic.prefix + column.label] = "value" if column.is_shared else "name" if is_name else "text"
    return kinds


def _known(columns: Mapping[str, str]) -> dict[str, list[str]]:
    """The columns of names, whose parts count too, and of other values, as SQL."""
    kinds = {"names": "name", "values": "value"}
    return {key: [identifier(name) for name, each in columns.items() if each == kind] for key, kind in kinds.items()}


def _labels(models: Iterable[Model]) -> Iterator[dict[str, str]]:
    """Where labels are: whose they are, a list of them, and the rows, as SQL."""
    for each in models:
        for column in each.contract.columns:
            if column.personal == "label":
                name = identifier(column.name)
                yield {
                    "subject": identifier(each.sheet.subject) if each.sheet.subject else "null",
                    "labels": name if _is_list(each, column.name) else f"[{name}]",
                    "rows": sheet_rows(each, private=True),
                }


def _is_list(each: Model, name: str) -> bool:
    return any(column.name == name and column.type.endswith("[]") for column in each.contract.columns)
