"""Masked exports: stable pseudonyms instead of people's names, addresses and numbers."""

from __future__ import annotations

from collections.abc import Mapping

from wh.engine.database import Database
from wh.engine.quoting import identifier
from wh.exporting.sheets import sheets_named
from wh.home.home import Home
from wh.models.model import Model
from wh.models.relations import profile_keys


def prepare(database: Database, home: Home) -> None:
    """Makes what `masked` needs, from the chosen chats, the settings and the home's key."""
    database.execute("set variable mask_key = ?", [home.mask_secret()])
    database.run("sql/export/mask.sql")
    chats, users, managers = sheets_named(["user_chats", "users", "managers"])  # in the order of the sheets
    known = {
        "users": _values(personal(database, home, users)),
        "chats": _values(_of_profile(database, home, chats)),  # the name of a chat may be its subject
        "managers": _values(personal(database, home, managers)),
    }
    database.run("sql/export/known_words.sql", **known)
    database.execute("set variable mask_staff = (select any_value(words) from known_words where subject is null)")
    database.execute("set variable mask_everyone = (select list_distinct(flatten(list(words))) from known_words)")


def masked(database: Database, home: Home, each: Model, rows: str) -> str:
    """`rows` of a sheet with pseudonyms, as SQL to select from."""
    subject = each.sheet.subject
    words = "known_words.words" if subject else "null::varchar[]"
    lists = {column.name for column in each.contract.columns if column.type.endswith("[]")}
    replaced = []
    for name, kind in personal(database, home, each).items():
        shown = f"shown.{identifier(name)}"
        if kind == "value":
            hidden = f"pseudonym({shown})"
        elif name in lists:
            hidden = f"list_transform({shown}, lambda item: hidden(item, {words}))"
        else:
            hidden = f"hidden({shown}, {words})"
        replaced.append(f"{hidden} as {identifier(name)}")
    if not replaced:
        return rows
    known = f" left join known_words on known_words.subject = shown.{identifier(subject)}" if subject else ""
    return f"(select shown.* replace ({', '.join(replaced)}) from {rows} as shown{known})"


def without_names(database: Database, said: str) -> str:
    """What was said of an export as a whole, without the names and addresses of anybody that is known."""
    return str(database.value("select hidden(?, getvariable('mask_everyone'))", [said]))


def personal(database: Database, home: Home, each: Model) -> dict[str, str]:
    """The columns of a sheet that are about a person: as a whole ("value"), or perhaps in parts ("text").

    A column of a profile key is a value where the settings' `mask` names the key, else a text.
    """
    fixed = {column.name: column.personal for column in each.contract.columns if column.personal}
    return fixed | _of_profile(database, home, each)


def _of_profile(database: Database, home: Home, each: Model) -> dict[str, str]:
    if (dynamic := each.contract.dynamic) is None:
        return {}
    masked_keys = {key.lower() for key in home.settings.mask}
    keys = profile_keys(database, dynamic.entity)
    return {dynamic.prefix + key.label: "value" if key.key.lower() in masked_keys else "text" for key in keys}


def _values(columns: Mapping[str, str]) -> list[str]:
    return [identifier(name) for name, kind in columns.items() if kind == "value"]
