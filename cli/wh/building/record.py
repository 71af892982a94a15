"""What is known of a build, and where the warehouse says it: schema meta."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wh import __version__
from wh.building.freshness import Reason
from wh.building.increment import Made
from wh.contracts.kinds import kinds
from wh.engine.database import Database, Profile, Row, engine_version
from wh.models.checks import Finding
from wh.models.relations import Engine, promised_columns


@dataclass(frozen=True)
class Built:
    """What a build made, model by model, and what the checks found.

    `unusable` says why everything was rebuilt, if it was. `chats` is the number of chats it ran over, `inputs` the hash
    of models, SQL and settings.
    """

    unusable: Reason | None
    chats: int
    models: tuple[Made, ...]
    inputs: str
    seconds: float
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why anything ran at all."""
        if self.unusable:
            return self.unusable.text
        return ", ".join(sorted({each.reason.text for each in self.models if each.reason and not each.reason.parent}))

    @property
    def errors(self) -> list[Finding]:
        """The findings that hold a build back."""
        return [each for each in self.findings if each.severity == "error"]


def write(database: Database, built: Built, *, history: Sequence[Row], engine: Engine | None = None) -> None:
    """Writes down what was built from what, the meaning of each column, and what the checks found.

    `history` is the rows of meta.builds that are not there yet. `engine` is the one that made the models, if it is not
    the one of `database`.
    """
    database.run("sql/build/meta.sql", kinds=kinds())
    database.insert("meta.builds", history)
    facts = {
        "scope": "all" if built.unusable else "new",
        "reason": built.reason,
        "chats": built.chats,
        "seconds": built.seconds,
        "wh_version": __version__,
        "engine_version": engine_version(),
        "inputs": built.inputs,
    }
    database.run("sql/build/built.sql", facts)
    database.insert("meta.models", [_row(each) for each in built.models])
    columns = [
        (each.relation.replace('"', ""), place, column.name, column.type, column.doc, column.duration, column.hidden)
        for each in (one.model for one in built.models)
        if each.is_published
        for place, column in enumerate(promised_columns(engine or database, each), 1)
    ]
    database.insert("meta.columns", columns)
    found = built.findings
    database.insert("meta.checks", [(each.model, each.check, each.severity, each.rows) for each in found])
    examples = [(each.model, each.check, row) for each in found for row in each.examples]
    database.insert("meta.offending_rows", examples)


def _row(made: Made) -> Row:
    """The row of a model in meta.models."""
    model, mark = made.model, made.fingerprint
    return (
        *(model.name, model.layer, model.doc, model.relation, made.rows),
        *(made.ran.value, made.reason.text if made.reason else "", made.seconds),
        *(mark.template, mark.sql, mark.contract),
    )


def profile(built: Built, statements: Sequence[Profile]) -> str:
    """Where the time of a build went, as JSON: by model, and the engine's plan of each statement."""
    models = [
        {
            "model": each.model.name,
            "scope": each.ran.value,
            "reason": each.reason.text if each.reason else "",
            "rows": each.rows,
            "seconds": round(each.seconds, 6),
        }
        for each in built.models
    ]
    return json.dumps({"models": models, "statements": statements}, indent=1)
