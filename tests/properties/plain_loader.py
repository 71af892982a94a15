"""What a load keeps and rejects, in plain Python: document by document, written from the description of the raw format.

Only the names and types of the fields come from the project, sql/raw/kinds.toml.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from plain_values import Wrong, is_nothing, plain, value

ROOT = Path(__file__).parents[2]
MISSPELT = {"channel_id": "channelId", "created_at": "createdAt", "updated_at": "updatedAt"}


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """The tables of sql/raw/kinds.toml by name."""
    return tomllib.loads((ROOT / "sql/raw/kinds.toml").read_text("utf-8"))


@dataclass
class Loader:
    """A raw.duckdb in memory: for each kind the states kept in order, and the rejects as line and reason."""

    kept: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in kinds()})
    rejects: list[tuple[int, str]] = field(default_factory=list)

    def load(self, documents: list[tuple[int, bytes]]) -> None:
        """One load of documents, each with the line that it begins in."""
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in kinds()}
        for line, text in documents:
            reasons, entities = read(text)
            self.rejects += [(line, reason) for reason in reasons]
            for name, values in entities:
                found[name].append(values)
        for name, states in found.items():
            self.kept[name] += new_states(self.kept[name], states, kinds()[name])


def new_states(
    before: list[dict[str, Any]], states: list[dict[str, Any]], kind: dict[str, Any]
) -> list[dict[str, Any]]:
    """Those that were not known, and of each version the last one, where another was kept since it was known."""
    kept: list[tuple[int, dict[str, Any]]] = []
    latest: dict[
        tuple[Any, ...], tuple[bool, int, dict[str, Any]]
    ] = {}  # of each version: whether it was known, its place, it
    known = {text(state) for state in before}
    last_kept = {version(state, kind): state for state in before}
    for place, state in enumerate(states):
        is_known = text(state) in known
        latest[version(state, kind)] = (is_known, place, state)
        if not is_known:
            known.add(text(state))
            last_kept[version(state, kind)] = state
            kept.append((place, state))
    for which, (is_known, place, state) in latest.items():
        if is_known and text(state) != text(last_kept[which]):
            kept.append((place, state))
    return [state for _, state in sorted(kept, key=lambda each: each[0])]


def text(state: Any) -> str:
    """What tells two states apart: an empty list is no value, but an object of nothing is one."""
    return re.sub(r"(?<=: )\[\]", "null", json.dumps(state, sort_keys=True))


def version(state: dict[str, Any], kind: dict[str, Any]) -> tuple[Any, ...]:
    channel = None if "partition" in kind else state.get("channelId")
    return (
        state[kind["required"][0]],
        channel,
        state["partial"],
        state["deleting"],
        state["version"],
        state["updatedAt"],
    )


def read(data: bytes) -> tuple[list[str], list[tuple[str, dict[str, Any]]]]:
    """Reasons of rejects, and entities as kind and values, of one document."""
    try:
        document = whole(json.loads(data.decode("utf-8").removeprefix("\ufeff")))
    except ValueError:
        return ["not JSON"], []
    if not isinstance(document, dict):
        return ["not an object"], []
    reasons, kept, is_known = [fault for fault in [around(document)] if fault], [], False
    for name, kind in kinds().items():
        for entity, is_referred, is_deleted in held(document, kind):
            is_known = True
            if entity is not None:
                try:
                    values = fields(entity, kind, is_deleted)
                    is_partial = is_referred and values["version"] is None and values["updatedAt"] is None
                    kept.append((name, {"partial": is_partial, "deleting": is_deleted} | values))
                except Wrong as wrong:
                    reasons.append(str(wrong))
    return (reasons, kept) if is_known else (["contains no known kind of event"], [])


def whole(found: Any) -> Any:
    """The same with U+FFFD for every half of a surrogate pair."""
    if isinstance(found, dict):
        return {whole(key): whole(inner) for key, inner in found.items()}
    if isinstance(found, list):
        return [whole(each) for each in found]
    return re.sub("[\ud800-\udfff]", "\ufffd", found) if isinstance(found, str) else found


def meaning(state: Any) -> Any:
    """The same where all ways to say "no value" are None: an empty list, an object of nothing."""
    if isinstance(state, dict):
        inside = {key: meaning(each) for key, each in state.items()}
        return inside if any(each is not None for each in inside.values()) else None
    if isinstance(state, list):
        return [meaning(each) for each in state] or None
    return state


def around(document: dict[str, Any]) -> str | None:
    """What is wrong with what should hold entities."""
    refers = document.get("refers")
    if not is_nothing(refers) and not isinstance(refers, dict):
        return "refers is not an object"
    for kind in kinds().values():
        single, many = kind["single"], kind["many"]
        if not is_nothing(document.get(single)) and not isinstance(document[single], dict):
            return f"{single} is not an object"
        if kind["refers"] and refers and not is_nothing(refers.get(single)) and not isinstance(refers[single], dict):
            return f"refers.{single} is not an object"
        if not is_nothing(document.get(many)) and not isinstance(document[many], list):
            return f"{many} is not a list"
    return None


def held(document: dict[str, Any], kind: dict[str, Any]) -> Iterator[tuple[Any, bool, bool]]:
    """The entities of a kind in a document, in their order, and whether they are referred to or deleted.

    An empty list is one of nothing.
    """
    refers = document.get("refers")
    if (
        plain(document.get("type")).lower() in kind["types"]
        and document.get("entity")
        and is_object(document, "entity")
    ):
        yield document["entity"], False, plain(document.get("event")).lower() == "delete"
    if kind["refers"] and isinstance(refers, dict) and refers.get(kind["single"]) and is_object(refers, kind["single"]):
        yield refers[kind["single"]], True, False
    if document.get(kind["single"]) and is_object(document, kind["single"]):
        yield document[kind["single"]], False, False
    if isinstance(document.get(kind["many"]), list):
        for entity in document[kind["many"]] or [None]:
            yield entity, False, False


def is_object(holder: dict[str, Any], key: str) -> bool:
    return isinstance(holder[key], dict)


def fields(entity: Any, kind: dict[str, Any], is_deleted: bool) -> dict[str, Any]:
    """The values of an entity; of a deleted one only the first of the required fields must be there."""
    if not isinstance(entity, dict):
        raise Wrong(f"a {kind['single']} that is not an object")
    for wrong, right in MISSPELT.items():
        if entity.get(wrong) is not None:
            raise Wrong(f"{wrong} should be {right}")
    values = {name: value(entity.get(name), shape, name) for name, shape in kind["fields"].items()}
    required = [name for name in kind["fields"] if name in kind["required"]]
    for name in required[:1] if is_deleted else required:
        if values[name] in (None, ""):
            raise Wrong(f"a {kind['single']} without {name}")
    return values
