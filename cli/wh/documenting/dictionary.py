"""What the dictionary's page shows, as JSON: models, columns, their lineage, and how the last build found them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from wh import __version__, assets
from wh.contracts.contract import Column
from wh.documenting.decisions import decisions, named_in
from wh.engine.database import Database
from wh.exporting.language import spoken
from wh.home.home import Home
from wh.models.checks import recorded_findings
from wh.models.model import LAYERS, Model, all_models
from wh.tracing.graph import ANY_KEY, Lineage, Link, Place
from wh.tracing.lineage import lineage
from wh.tracing.origins import Origin, origin
from wh.tracing.queries import How

Json = dict[str, Any]


def dictionary(home: Home, language: str, *, with_sql: bool = True) -> Json:
    """All that the page shows. Without a build yet, it has neither rows nor findings."""
    say = spoken(language)
    rows, findings, built = _last_build(home)
    traced = _Traced(lineage(home))
    models = [
        _model(each, traced, say) | {"rows": rows.get(each.name), "findings": findings.get(each.name, [])}
        for each in all_models().values()
    ]
    named = sorted({title for each in models for title in each["decisions"]})
    return {
        "language": language,
        "version": __version__,
        "built": built,
        "layers": LAYERS,
        "models": models,
        "decisions": {title: decisions()[title] for title in named},
        **traced.as_json(),
        "sources": [_source(each) for each in traced.templates] if with_sql else [],
    }


def _last_build(home: Home) -> tuple[dict[str, int], dict[str, list[Json]], str]:
    """Rows and findings by model, and the time of the last build; nothing where there is none."""
    if not home.warehouse.exists():
        return {}, {}, ""
    with Database(home.warehouse, read_only=True) as database:
        counted = database.rows("select name, row_count from meta.models")
        rows = {name: count for name, count in counted if name in all_models() and not all_models()[name].is_view}
        built = database.value("select max_by(built_at, build_id) from meta.builds")
        findings: dict[str, list[Json]] = defaultdict(list)
        for each in recorded_findings(database, []):
            findings[each.model].append({"check": each.check, "severity": each.severity, "rows": each.rows})
    return rows, findings, f"{built:%Y-%m-%d %H:%M}"


def _model(model: Model, traced: _Traced, say: Callable[[str], str]) -> Json:
    contract = model.documented
    columns = contract.promised([ANY_KEY] if contract.dynamic else [])
    return {
        "name": model.name,
        **({"title": model.sheet.title} if model.layer == "sheets" else {}),
        "layer": model.layer,
        "doc": model.doc,
        "grain": contract.grain,
        "parents": model.parents,
        "template": traced.template(model.template),
        "never": [each.doc for each in contract.never],
        "decisions": named_in(model.template),
        "columns": [_column(each, say) | traced.of(model.name, each.name) for each in columns],
    }


def _column(column: Column, say: Callable[[str], str]) -> Json:
    label = column.label
    said = {
        "name": column.name,
        "type": column.type,
        "en": label.en if label else "",
        "ja": label.ja if label else "",
        "doc": say(column.doc),
        "unit": _unit(column),
        "required": column.required,
        "accepted": column.accepted,
        "references": column.references,
        "least": column.at_least,
        "hidden": column.hidden,
    }
    return {key: value for key, value in said.items() if value not in ("", (), None, False)}


def _unit(column: Column) -> str:
    """In what it is counted: milliseconds, or the clock that an instant is told by."""
    if column.duration:
        return "ms"
    if column.type == "TIMESTAMP":
        is_utc = column.name.endswith("_utc") or (
            column.name.endswith("_at") and not column.inherits.endswith("_local")
        )
        return "UTC" if is_utc else "local"
    return ""


class _Traced:
    """Lineage in few bytes: places, templates, origins and sets of origins by number."""

    def __init__(self, found: Lineage) -> None:
        self._lineage = found
        self._origins: dict[Origin, int] = {}
        self._sets: dict[tuple[int, ...], int] = {}
        self.templates: dict[str, int] = {}

    def of(self, relation: str, column: str) -> Json:
        """The place of a column, and the number of the set of its origins for each way in which they come."""
        number = self._lineage.starts[relation, column.lower()]
        origins = self._lineage.origins(number)
        ways = [[each for each, how in origins.items() if how is way] for way in How]
        return {"place": number, "ways": [self._set(each) for each in ways]}

    def template(self, name: str) -> int:
        """The number of a template."""
        return self.templates.setdefault(name, len(self.templates))

    def as_json(self) -> Json:
        """The tables behind the numbers. A place: relation, column, what is known, and links that give values."""
        places = [self._place(each) for each in self._lineage.places]
        return {
            "places": places,
            "origins": [[each.name, each.found_in] for each in self._origins],
            "sets": list(self._sets),
            "templates": list(self.templates),
        }

    def _place(self, place: Place) -> list[Any]:
        links = [self._link(each) for each in place.links if each.how < How.CONDITION]
        return [place.relation, place.column, place.only, links]

    def _link(self, link: Link) -> list[int]:
        """To which place, or below 0 to which origin; how; the template and its line."""
        place = self._lineage.places[link.to]
        to = -1 - self._origin(origin(place.relation, (place.column, *link.path))) if place.is_origin else link.to
        return [to, link.how, self.template(link.template), link.line]

    def _origin(self, each: Origin) -> int:
        return self._origins.setdefault(each, len(self._origins))

    def _set(self, origins: Iterable[Origin]) -> int:
        return self._sets.setdefault(tuple(sorted(map(self._origin, origins))), len(self._sets))


def _source(template: str) -> str:
    return (assets.root() / template).read_text("utf-8")
