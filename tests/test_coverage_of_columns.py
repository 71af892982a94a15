"""Every column of sheets and reports is shown by a case with a value, and, where it may be empty, by one without."""

from __future__ import annotations

from collections import defaultdict

from case import all_cases
from wh.models.model import all_models

GROUPINGS = ("dates", "channel_dates", "chat_groups")  # marts that the reports rest on


def test_every_column_has_a_case_with_and_one_without_a_value() -> None:
    shown: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for case in all_cases():
        for row in case.expect:
            for column, value in row.items():
                shown[case.model, column].add(value == "NULL")
    lacking = [
        f"{each.name}.{column.name}: no case {'without' if without else 'with'} a value"
        for each in all_models().values()
        if each.layer in ("reports", "sheets") or each.name in GROUPINGS
        for column in each.contract.columns
        for without in (False, True)
        if without not in shown[each.name, column.name] and not (without and column.required)
    ]
    assert not lacking, "\n" + "\n".join(lacking)
