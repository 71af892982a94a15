"""The lineage of all models, traced through their SQL, and kept between commands."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from wh.building.freshness import hash_of_inputs
from wh.home.home import Home
from wh.home.newfile import new_file
from wh.home.settings import Settings
from wh.models.model import Model, all_models
from wh.rendering.quoting import identifier
from wh.rendering.rendered import Rendered
from wh.rendering.template import render, settings_read
from wh.tracing.graph import ANY_KEY, Lineage, Link, Place
from wh.tracing.origins import columns
from wh.tracing.queries import How
from wh.tracing.steps import Node, Steps


def lineage(home: Home) -> Lineage:
    """The lineage of all models: as the home keeps it where models and settings are the same, else traced anew."""
    made_of = hash_of_inputs(home.settings)
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(home.lineage.read_text("utf-8"))
        if kept["made_of"] == made_of:
            return Lineage([_place(*each) for each in kept["places"]])
    found = traced(home.settings)
    text = json.dumps({"made_of": made_of, "places": [_kept(each) for each in found.places]})
    with suppress(OSError), new_file(home.lineage, force=True) as part:  # who may only read does without
        part.write_text(text, "utf-8")
    return found


def _kept(each: Place) -> list[Any]:
    return [each.relation, each.column, each.only, [list(vars(link).values()) for link in each.links]]


def _place(relation: str, column: str, only: str, links: list[Any]) -> Place:
    found = (Link(to, How(how), tuple(path), template, line) for to, how, path, template, line in links)
    return Place(relation, column, only, tuple(found))


def traced(settings: Settings) -> Lineage:
    """The lineage of all models under these settings. A place stands before what its values come from."""
    from wh.tracing.selects import parsed, schema  # sqlglot takes longer to import than reading what is kept

    rendered = {name: _rendered(model, settings) for name, model in all_models().items()}
    known = columns() | {name: _columns(model) for name, model in all_models().items()}
    relations = schema(known)
    steps = Steps({name: parsed(each.sql, relations, _settings(name, each)) for name, each in rendered.items()})
    nodes = [Node(name, column) for name in rendered for column in known[name]]
    numbers = {node: number for number, node in enumerate(nodes)}
    places = []
    for node in nodes:  # grows while it is gone through
        found = steps.of(node) if node.relation in rendered else ()
        for new in {step.node: None for step in found if step.node not in numbers}:
            numbers[new] = len(nodes)
            nodes.append(new)
        links = {
            Link(numbers[step.node], step.how, step.path, *rendered[node.relation].place(max(0, step.offset)))
            for step in found
        }
        places.append(Place(node.relation, node.column, _only(node), tuple(sorted(links, key=_order))))
    return Lineage(places)


def _order(link: Link) -> tuple[Any, ...]:
    return link.how, link.template, link.line, link.to, link.path


def _only(node: Node) -> str:
    """What a reader knows of the rows, as a condition."""
    said = (
        f"{column} = {' or '.join(sorted(texts))}" for column, texts in sorted(node.known, key=lambda each: each[0])
    )
    return ", ".join(said)


def _columns(model: Model) -> list[str]:
    keys = [ANY_KEY] if model.contract.dynamic else []
    return [column.name.lower() for column in model.contract.promised(keys)]


def _rendered(model: Model, settings: Settings) -> Rendered:
    """The SQL of a model with the names of models for their relations, and one column for all profile keys."""
    return render(model.template, {"ref": identifier, "setting": settings, "profile_keys": lambda _: [ANY_KEY]})


def _settings(name: str, sql: Rendered) -> list[tuple[int, str]]:
    """Where in the SQL a template put what depends on a setting, and its name."""
    template = all_models()[name].template
    return [(sql.last_offset(template, line), setting) for setting, line in settings_read(template)]
