"""Every reason that a build, `wh status` or meta.models gives for what ran. freshness.py says when each holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why a model ran, or why nothing could be carried over; `parent` names the model that passed it on, if one did."""

    text: str
    parent: str = ""


# A model is stale.
NEW_EVENTS = Reason("new events")
NEW_MODEL = Reason("new model")
CHANGED_CONTRACT = Reason("changed contract")
CHANGED_SQL = Reason("changed SQL")
CHANGED_SETTING = Reason("changed setting")

# Everything is stale.
FULL = Reason("--full")
FIRST_BUILD = Reason("first build")
DAMAGED = Reason("the last build is damaged")
UNREADABLE = Reason("the last build cannot be read")  # by a wh that wrote down less, or damaged where it did
WRITTEN_INTO = Reason("another program wrote into the last build")
OTHER_EVENTS = Reason("raw.duckdb is not the file that the last build was made from")
LOST_MODEL = Reason("a model was removed")
HAS_ERRORS = Reason("the last build was published despite errors")
HALF_EMPTY = Reason("half of the file is free space")


def parent_changed(name: str) -> Reason:
    """A model is made from one that changed for everybody."""
    return Reason(f"{name} changed", parent=name)


def other_version(wh: str, engine: str) -> Reason:
    """Another wh or DuckDB made the last build: functions and time zones may differ."""
    return Reason(f"the last build is by wh {wh} with DuckDB {engine}")
