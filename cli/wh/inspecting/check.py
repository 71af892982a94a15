"""`wh check`: binds models and helpers without data, holds what is published to what BI tools read, runs checks."""

from __future__ import annotations

from collections.abc import Sequence

from wh.building import publish
from wh.contracts.written import promised_at
from wh.engine.database import Database
from wh.home.home import Home
from wh.loading.raw import attach_no_events, scratch
from wh.models import lint
from wh.models.checks import Finding, recorded_findings, run_checks
from wh.models.comments import add_helpers
from wh.models.model import all_models, model_named
from wh.models.relations import make_relations
from wh.rendering.template import render


def check_models(home: Home, names: Sequence[str]) -> tuple[int, list[Finding]]:
    """Binds every model without data, then runs the checks of the named ones (all by default) on the raw events.

    Returns how many models bind and what the checks found; a FaultError for what BI tools cannot read.
    """
    wanted = [model_named(name) for name in names] or list(all_models().values())
    with Database() as empty:
        attach_no_events(empty)
        empty.execute("attach ':memory:' as warehouse")
        make_relations(empty, home.settings, all_models(), with_data=False)
        add_helpers(empty)
        lint.refuse(empty)
        _bind_sheets(empty)
    with scratch(home) as database:
        parents = [
            each.references.partition(".")[0] for one in wanted for each in one.contract.columns if each.references
        ]
        make_relations(database, home.settings, [each.name for each in wanted] + parents)
        return len(all_models()), run_checks(database, {each: each.relation for each in wanted})


def _bind_sheets(database: Database) -> None:
    """A FaultError for a sheet whose `rows` or `private` mean nothing where an export reads them."""
    database.run("sql/export/chosen_channels.sql", {"is_all": True, "channels": []})
    database.execute("create temp table chosen (id varchar, user_id varchar)")
    for each in all_models().values():
        for key in ("rows", "private") if each.contract.sheet else ():
            said = {"relation": each.relation, "condition": getattr(each.sheet, key) or "true"}
            sql = render("sql/checks/never.sql", said)
            database.execute(sql.standing_at(promised_at(each.template, "sheet", key)))


def last_findings(home: Home, names: Sequence[str]) -> tuple[int, list[Finding]]:
    """The same of the last build, be it published or held back, as it was found then."""
    wanted = [model_named(name).name for name in names]
    refused = publish.refused(home.warehouse.resolve())
    with Database(refused if refused.exists() else home.built(), read_only=True) as database:
        return int(database.value("select count(*) from meta.models")), recorded_findings(database, wanted)
