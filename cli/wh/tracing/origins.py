"""Where values come from in the end: fields of JSON, keys of wh.toml, the loading itself; how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wh.contracts.kinds import OBJECTS, Field, Kind, kinds

RAW, SETTINGS = "raw.", "settings."
_LOADED = {  # what raw.duckdb knows of each row beside the fields of the JSON
    "load_id": "the load that brought it",
    "seq": "its place in the order of loading",
    "partial": "whether it was found under refers, with neither version nor updatedAt",
    "deleting": "whether the body of a webhook says that it is no more",
    "content": "a hash of its fields",
}
_KEYS = {  # what is read from the tables of settings
    "channels": {"channel_id": "channels", "time_zone": "channels.*.time_zone"},
    "schedules": {"channel_id": "channels", "since": "channels.*.since.from", "schedule": "channels.*.hours"},
    "hours": dict.fromkeys(("schedule", "weekday", "from_minute", "to_minute"), "channels.*.hours"),
    "holidays": {"channel_id": "channels", "date": "channels.*.holidays"},
    "overrides": {"channel_id": "channels"}
    | dict.fromkeys(("date", "from_minute", "to_minute"), "channels.*.overrides"),
    "profile_order": {"key": "profile_order", "position": "profile_order"},
}


def columns() -> dict[str, list[str]]:
    """The columns of what models read beside each other, by relation."""
    raw = {f"{RAW}{kind.name}": [field.name for field in kind.fields] + list(_LOADED) for kind in kinds()}
    loads = {f"{RAW}loads": ["load_id", "started_at", "finished_at"]}
    return raw | loads | {f"{SETTINGS}{table}": list(keys) for table, keys in _KEYS.items()}


@dataclass(frozen=True)
class Origin:
    """A place that values come from: `name` as one writes it in the JSON or in wh.toml, and where that is found."""

    name: str
    found_in: str


def origin(relation: str, path: Iterable[str]) -> Origin:
    """The origin that a column of raw.duckdb or of the settings is, with the fields taken of it; names in any case."""
    column, *fields = path
    if relation.startswith(SETTINGS):
        table = relation.removeprefix(SETTINGS)  # "" of a setting that stands in the text of a template
        return Origin(f"wh.toml: {_KEYS[table][column] if table else column}", "wh.toml")
    kind = next((each for each in kinds() if f"{RAW}{each.name}" == relation), None)
    if not kind:
        return Origin(f"{relation}.{column}", "what `wh load` writes down of each load")
    if column in _LOADED:
        return Origin(f"{kind.single} ({column})", f"what `wh load` writes down of it: {_LOADED[column]}")
    return Origin(f"{kind.single}.{_spelled(kind.fields, [column, *fields])}", _found_in(kind))


def all_fields() -> list[Origin]:
    """Every field that loads keep, down to those of objects."""
    return [Origin(f"{kind.single}.{name}", _found_in(kind)) for kind in kinds() for name in _names(kind.fields)]


def within(name: str, whole: str) -> bool:
    """Whether an origin's name is that of `whole` or of something in it; the marks of lists need not be written."""
    name, whole = f"{name}.".replace("[]", ""), f"{whole}.".replace("[]", "")
    return name.startswith(whole)


def _names(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        if field.fields:
            yield from (f"{_marked(field)}.{inner}" for inner in _names(field.fields))
        else:
            yield _marked(field)


def _marked(field: Field) -> str:
    """The name of a field; of a list with the mark of its items."""
    return field.name + ("[]" if field.type.endswith("[]") or field.type == OBJECTS else "")


def _spelled(fields: Iterable[Field], path: list[str]) -> str:
    """A path of fields as the JSON spells it; names that it leaves free, as those of profiles, stay as they are."""
    name, *rest = path
    field = next((each for each in fields if each.name.lower() == name.lower()), None)
    rest = [each for each in rest if each != "[]"]
    return ".".join(
        [_marked(field) if field else name, *([_spelled(field.fields if field else (), rest)] if rest else [])]
    )


def _found_in(kind: Kind) -> str:
    """The documents that hold entities of a kind."""
    places = [kind.single, *([f"refers.{kind.single}"] if kind.refers else []), f"{kind.many}[]"]
    types = [kind.single if each == kind.single.lower() else each for each in kind.types]
    return f"webhooks of type {' or '.join(types)}; {', '.join(places)} of a document"
