"""Every case file holds."""

from __future__ import annotations

import pytest

from case import Case, all_cases, differences
from wh.models.model import all_models


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.model}: {case.path.stem}")
def test_case(case: Case) -> None:
    found = differences(case)
    assert not found, "\n".join(["", *found])


def test_every_folder_is_a_model() -> None:
    assert {case.model for case in all_cases()} <= set(all_models())
