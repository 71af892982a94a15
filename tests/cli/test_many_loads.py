"""A trial of tests/differential.py: many loads and builds, with kills and jumps of the clock, come to one."""

from __future__ import annotations

import pytest

from differential import documents, tried


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_many_loads_and_builds_come_to_one(seed: int) -> None:
    done, differing = tried(documents([])[:4000], seed)
    assert len(done) >= 10
    assert not differing, " ".join(done)
