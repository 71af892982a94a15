"""Case files: given events, expected rows. tests/models/<model>/<a sentence that is true>.toml

[settings]            what wh.toml says (optional)
[[events]]            shorthand, widened by defaults (see `entity`); `at` and every …At field take TOML date-times
[[expect]]            the rows of the model, by the columns under test; "NULL" is NULL, "1h 2m 3s" is milliseconds
key = ["chat_id"]     optional: only rows whose key columns are among the expected ones are compared
where = "…"           optional: only rows of which this condition in SQL holds are compared
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wh.engine.database import Database
from wh.models.model import model_named
from wh.models.relations import promised_columns
from wh.rendering.quoting import identifier
from workbench import built

FOLDER = Path(__file__).parents[1] / "models"
SPEAKERS = {"customer": ("user", "u1"), "staff": ("manager", "301"), "bot": ("bot", "801"), "note": ("manager", "301")}
ENTITIES = ("user", "manager", "chatTag", "channel", "team", "workflow", "supportBot", "userChat", "message")
_DURATION = re.compile(r"(?=.)(?:(\d+)h)? ?(?:(\d+)m)? ?(?:(\d+)s)? ?(?:(\d+)ms)?")
Event = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One case file."""

    path: Path
    settings: Mapping[str, Any]
    events: Sequence[Event]
    expect: Sequence[Mapping[str, Any]]
    key: Sequence[str]
    where: str

    @property
    def model(self) -> str:
        return self.path.parent.name

    def documents(self) -> list[dict[str, Any]]:
        """The raw events, each as a webhook body, or as it is when it has no `kind`."""
        return [document(event, number) for number, event in enumerate(self.events, 1)]


def read(path: Path) -> Case:
    table = tomllib.loads(path.read_text("utf-8"))
    unknown = table.keys() - {"doc", "settings", "events", "expect", "key", "where"}
    assert not unknown, f"{path.name}: unknown {unknown}"
    return Case(
        path,
        table.get("settings", {}),
        table["events"],
        table["expect"],
        table.get("key", ()),
        table.get("where", "true"),
    )


def all_cases() -> list[Case]:
    return [read(path) for path in sorted(FOLDER.glob("*/*.toml"))]


def document(event: Event, number: int) -> dict[str, Any]:
    """`{kind = "customer", at = …}` → the webhook body of such a message; fields given are put over the defaults."""
    if "kind" not in event:
        return dict(milliseconds(event))
    type_, refers, fields = event["kind"], event.get("refers", {}), dict(event)
    for name in ("kind", "at", "refers"):
        fields.pop(name, None)
    if type_ == "snapshot":
        type_ = "userChat"
    defaults = entity(event["kind"], milliseconds(event.get("at")), number)
    body = milliseconds(defaults | fields)
    return {
        "event": "upsert",
        "type": type_ if type_ in ENTITIES else "message",
        "entity": body,
        "refers": milliseconds(refers),
    }


def entity(kind: str, at: int | None, number: int) -> dict[str, Any]:
    """The defaults of an entity: message classes, any log action, snapshot, and the plain kinds."""
    if kind in SPEAKERS:
        person_type, person_id = SPEAKERS[kind]
        private = {"options": ["private"]} if kind == "note" else {}
        return message(at, number) | {"personType": person_type, "personId": person_id, "plainText": kind} | private
    if kind in ("snapshot", "userChat"):
        return {"id": "c1", "channelId": "1", "userId": "u1", "version": number, "updatedAt": at}
    if kind == "message":
        return message(at, number)
    if kind in ENTITIES:
        return {"id": "1", "version": number} | ({} if kind == "channel" else {"channelId": "1"})
    return message(at, number) | {"personType": "manager", "personId": "301", "log": {"action": kind}}


def message(at: int | None, number: int) -> dict[str, Any]:
    return {
        "id": f"m{number:03}",
        "chatId": "c1",
        "channelId": "1",
        "chatType": "userChat",
        "createdAt": at,
        "version": 1,
    }


def milliseconds(value: Any) -> Any:
    """Date-times in a TOML value as epoch ms; one without an offset is UTC."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return round((aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
    if isinstance(value, Mapping):
        return {key: milliseconds(each) for key, each in value.items()}
    return [milliseconds(each) for each in value] if isinstance(value, list) else value


@contextmanager
def relation(case: Case) -> Iterator[Database]:
    """The case's model, made from its events."""
    with built(case.documents(), case.settings, [case.model]) as database:
        yield database


def differences(case: Case) -> list[str]:
    """`- expected` and `+ actual` rows that have no partner; compared in the database."""
    with relation(case) as database:
        columns = list(case.expect[0])
        each = model_named(case.model)
        types = {column.name: column.type for column in promised_columns(database, each)}
        assert all(list(row) == columns for row in case.expect), "every expected row names the same columns, in order"
        assert not set(columns) - set(types), f"no such column: {set(columns) - set(types)}"
        listed = ", ".join(f"{identifier(name)} {types[name]}" for name in columns)
        database.execute(f"create temp table expected ({listed})")
        database.insert("expected", [tuple(value(row[name], types[name]) for name in columns) for row in case.expect])
        names = ", ".join(map(identifier, columns))
        keys = ", ".join(map(identifier, case.key))
        only = f"({keys}) in (select ({keys}) from expected)" if case.key else "true"
        actual = f"(select {names} from {each.relation} where {only} and ({case.where}))"
        missing = database.rows(f"from expected except all from {actual}")
        extra = database.rows(f"from {actual} except all from expected")
    return [f"- {row}" for row in missing] + [f"+ {row}" for row in extra]


def value(given: Any, type_: str) -> Any:
    """An expected value as the engine takes it."""
    if given == "NULL":
        return None
    if isinstance(given, datetime):
        return given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo else given
    if type_ == "BIGINT" and isinstance(given, str):
        match = _DURATION.fullmatch(given)
        assert match, f"{given!r} is not a duration"
        hours, minutes, seconds, rest = (int(part or 0) for part in match.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
    return given
