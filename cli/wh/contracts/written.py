"""Contracts as they are written (models/**/x.toml), each mistake told at its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection
from dataclasses import MISSING, fields, replace
from typing import Any

from wh import assets
from wh.contracts.contract import (
    Column,
    Contract,
    Dynamic,
    Label,
    Never,
    Partition,
    Sheet,
    in_snake_case,
    partition_of,
)
from wh.contracts.toml_lines import Keys, line_of
from wh.errors import FaultError, nearest
from wh.rendering.pointing import at_call
from wh.rendering.rendered import Place

_FITS: dict[str, tuple[Callable[[Any], bool], str]] = {  # the types of our fields, and what a value of TOML must be
    "str": (lambda value: isinstance(value, str), "a text in quotes"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "int": (lambda value: type(value) is int, "a whole number"),
    "int | None": (lambda value: type(value) is int, "a whole number"),
    "tuple[str, ...]": (
        lambda value: isinstance(value, list) and all(isinstance(each, str) for each in value),
        'a list of texts, as in ["id", "name"]',
    ),
    "Label | None": (lambda value: isinstance(value, dict), 'two texts, as in { en = "Closed", ja = "終了日時" }'),
}


_TYPES = {  # those of DuckDB, as it tells them of a relation, and ours for two columns
    *("BIGINT", "BIT", "BLOB", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "ENUM", "FLOAT", "HUGEINT", "INSTANT"),
    *("INTEGER", "INTERVAL", "JSON", "MAP", "SMALLINT", "STRUCT", "TIME", "TIME WITH TIME ZONE", "TIMESTAMP"),
    *("TIMESTAMP WITH TIME ZONE", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP_S", "TINYINT", "UBIGINT", "UHUGEINT"),
    *("UINTEGER", "UNION", "USMALLINT", "UTINYINT", "UUID", "VARCHAR"),
}


_ALIASES = {"INT": "INTEGER", "BOOL": "BOOLEAN", "TEXT": "VARCHAR", "STRING": "VARCHAR", "DATETIME": "TIMESTAMP"}


class _MistakeError(Exception):
    """What is wrong at some keys of a contract, what to do, and the word that is wrong, if it is not the last key."""

    def __init__(self, keys: Keys, message: str, hint: str = "", word: str = "") -> None:
        super().__init__(message)
        self.keys = keys
        self.message = message
        self.hint = hint
        self.word = word or str(keys[-1])


def read_contract(template: str) -> Contract:
    """The contract of a model, from the file beside its template; a mistake in it is a FaultError at its line."""
    file = _contract_file(template)
    path = assets.root() / file
    if not path.is_file():
        raise FaultError(f"{template} has no contract", f"write {file}: its grain, and its columns with their types")
    text = path.read_text("utf-8")
    try:
        return _contract(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        message, line, column = _read_error(str(error), text)
        hint = "a comma, a quote or a bracket may be missing just before"
        raise FaultError(at_call([(file, line)], f"this is no TOML: {message}", "", column), hint) from error
    except _MistakeError as error:
        place = (file, line_of(text, error.keys))
        raise FaultError(at_call([place], error.message, error.word), error.hint) from error


def _contract_file(template: str) -> str:
    """The name of the file with the contract of a model."""
    return template.removesuffix(".sql") + ".toml"


def promised_at(template: str, *keys: str | int) -> Place:
    """Where the contract of a model says something, by the keys that lead there."""
    file = _contract_file(template)
    return file, line_of((assets.root() / file).read_text("utf-8"), keys)


def _contract(table: dict[str, Any]) -> Contract:
    known = {each.name for each in fields(Contract)}
    _refuse_unknown(table, known, (), "a contract")
    for key in ("grain", "columns"):
        if key not in table:
            raise _MistakeError((key,), f"no {key} is given", "a contract has a grain, and columns with their types")
    columns = _columns(_tables(table, "columns"), is_sheet="sheet" in table)
    contract = Contract(
        grain=_value(table["grain"], "tuple[str, ...]", ("grain",)),
        columns=columns,
        never=tuple(_never(each, ("never", number)) for number, each in enumerate(table.get("never", []))),
        dynamic=Dynamic(**_facts(Dynamic, table["dynamic"], ("dynamic",))) if "dynamic" in table else None,
        sheet=Sheet(**_facts(Sheet, table["sheet"], ("sheet",))) if "sheet" in table else None,
        partition=_partition(table),
        append_only=_value(table.get("append_only", False), "bool", ("append_only",)),
        spares_old_chats=_value(table.get("spares_old_chats", False), "bool", ("spares_old_chats",)),
    )
    names = [each.name for each in columns]
    _refuse_unpromised(contract.grain, names, ("grain",))
    _refuse_unpromised(contract.sheet.order if contract.sheet else (), names, ("sheet", "order"))
    _refuse_unpromised([contract.dynamic.after] if contract.dynamic else [], names, ("dynamic", "after"))
    return contract


def _columns(table: dict[str, Any], *, is_sheet: bool) -> tuple[Column, ...]:
    found: list[Column] = []
    twins: list[Column] = []
    for name, said in table.items():
        column = _column(name, said, is_sheet=is_sheet)
        if column.type != "INSTANT":
            found.append(column)
        elif is_sheet:
            found.append(_local(column, name))
            twins.append(replace(_utc(column, f"{name}_utc"), hidden=True))
        else:
            found += [_utc(column, name), _local(column, f"{name}_local")]
    return (*(each for each in found if not each.hidden), *twins, *(each for each in found if each.hidden))


def _column(name: str, said: Any, *, is_sheet: bool) -> Column:
    keys = ("columns", name)
    facts = _facts(
        Column, {"type": said} if isinstance(said, str) else said, keys, apart=("name", "inherits", "written")
    )
    known_as = re.split(r"[(\[]", facts["type"])[0]
    if known_as not in _TYPES:
        at = keys if isinstance(said, str) else (*keys, "type")
        hint = f"it is written {_ALIASES[known_as]}" if known_as in _ALIASES else nearest(known_as, _TYPES)
        raise _MistakeError(at, f"{facts['type']} is no type of a contract", hint, facts["type"])
    if label := facts.get("label"):
        facts["label"] = Label(**_facts(Label, label, (*keys, "label")))
    _refuse_severity(facts, keys)
    return Column(name, inherits=in_snake_case(name) if is_sheet else name, written=name, **facts)


def _utc(instant: Column, name: str) -> Column:
    label = instant.label and instant.label.of(" (UTC)", "（UTC）")
    return replace(instant, name=name, type="TIMESTAMP", doc=_said(instant.doc, "in UTC"), label=label)


def _local(instant: Column, name: str) -> Column:
    doc, inherits = _said(instant.doc, "in the channel's zone"), f"{instant.inherits}_local"
    return replace(instant, name=name, type="TIMESTAMP", doc=doc, inherits=inherits)


def _said(doc: str, where: str) -> str:
    return f"{doc.removesuffix('.')}, {where}." if doc else ""


def _never(said: Any, keys: Keys) -> Never:
    facts = _facts(Never, said, keys)
    _refuse_severity(facts, keys)
    return Never(**facts)


def _partition(table: dict[str, Any]) -> Partition | None:
    said = _tables(table, "partition") if "partition" in table else {}
    _refuse_unknown(said, ("chat", "user"), ("partition",), "a partition")
    for key, value in said.items():
        _value(value, "str", ("partition", key))
    return partition_of(said)


def _facts(of: type, said: Any, keys: Keys, apart: Collection[str] = ()) -> dict[str, Any]:
    """What a table of TOML says, as the fields of a class: all of it known, of the right types, nothing missing."""
    known = {each.name: each for each in fields(of) if each.name not in apart}
    name = keys[-1] if isinstance(keys[-1], str) else keys[-2]
    if not isinstance(said, dict):
        raise _MistakeError(keys, f"{name} is a table, as in {name} = {{ {next(iter(known))} = … }}")
    _refuse_unknown(said, known, keys, str(name))
    for key, each in known.items():
        if key not in said and each.default is MISSING:
            raise _MistakeError((*keys, key), f"{name} has no {key}", f"add {key} = {_FITS[str(each.type)][1]}")
    return {key: _value(value, str(known[key].type), (*keys, key)) for key, value in said.items()}


def _value(value: Any, type_: str, keys: Keys) -> Any:
    fits, wanted = _FITS[type_]
    if not fits(value):
        raise _MistakeError(keys, f"{keys[-1]} is {wanted}")
    return tuple(value) if isinstance(value, list) else value


def _tables(table: dict[str, Any], key: str) -> dict[str, Any]:
    if not isinstance(table[key], dict):
        raise _MistakeError((key,), f"{key} is a table")
    return dict(table[key])


def _refuse_unknown(said: dict[str, Any], known: Collection[str], keys: Keys, what: str) -> None:
    for key in said:
        if key not in known:
            raise _MistakeError((*keys, key), f"{what} has nothing called {key}", nearest(key, known))


def _refuse_severity(facts: dict[str, Any], keys: Keys) -> None:
    if facts.get("severity", "error") not in ("error", "warn"):
        raise _MistakeError((*keys, "severity"), 'severity is "error" or "warn"')


def _refuse_unpromised(named: Collection[str], columns: Collection[str], keys: Keys) -> None:
    for name in named:
        if name not in columns:
            raise _MistakeError((*keys, name), f"{name} is no column of it", nearest(name, columns))


def _read_error(message: str, text: str) -> tuple[str, int, int | None]:
    """A message of the TOML reader without the place; its line and its column (from 0), else the last line."""
    told, _, place = message.partition(" (at ")
    found = re.match(r"line (\d+), column (\d+)", place)
    return (told, int(found[1]), int(found[2]) - 1) if found else (told, len(text.splitlines()), None)
