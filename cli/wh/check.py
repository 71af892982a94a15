"""`wh check`: binds every model without data, then runs the data checks."""

from __future__ import annotations

from collections.abc import Sequence

from wh import checks, landing, model, relations
from wh.checks import Finding
from wh.project import Home
from wh.warehouse import Database


def check(home: Home, names: Sequence[str]) -> tuple[int, list[Finding]]:
    """Binds every model without data, then runs the checks of the named ones (all by default) on the raw events."""
    wanted = [model.named(name) for name in names] or list(model.all_models().values())
    with Database() as empty:
        empty.execute("attach ':memory:' as raw; attach ':memory:' as warehouse")
        empty.run("sql/raw/tables.sql", kinds=landing.kinds())
        relations.run(empty, home.settings, model.all_models(), with_data=False)
    with relations.scratch(home) as database:
        parents = [
            each.references.partition(".")[0] for one in wanted for each in one.contract.columns if each.references
        ]
        relations.run(database, home.settings, [each.name for each in wanted] + parents)
        return len(model.all_models()), checks.run(database, wanted)
