"""The metrics of the chats by pandas, from event files to one Parquet file; peers.py runs it.

    python in_pandas.py EVENTS_DIR OUT.parquet

Right for data as generate.py makes it: no message has two versions, nobody writes to a closed chat before it is opened
again, and events begin with the chats. It keeps nothing, so each run reads everything.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

pandas: Any = import_module("pandas")  # neither has types
pyarrow: Any = import_module("pyarrow")
arrow_json: Any = import_module("pyarrow.json")

TEXTS = ["id", "chatId", "personType", "state"]
NUMBERS = ["createdAt", "updatedAt", "version", "openedAt", "closedAt"]
NUMBERS += ["firstOpenedAt", "firstAskedAt", "firstRepliedAt"]
STATES = {"open": "opened", "close": "closed", "snooze": "snoozed"}
RANKS = {"opened": 2, "start": 2, "customer": 3, "staff": 4, "snoozed": 8, "closed": 9}
CHRONOLOGY = ["chat", "at", "rank", "id"]
INSTANTS = ["created_at", "first_asked_at", "opened_at", "first_opened_at", "first_replied_at"]
INSTANTS += ["first_replied_at_after_open", "closed_at"]
DURATIONS = ["waiting_time", "avg_reply_time", "total_reply_time", "reply_count", "resolution_time", "reopen_count"]


def read(folder: Path) -> tuple[Any, Any]:
    """The messages and the snapshots of chats; only the fields that matter are parsed."""
    fields = [(name, pyarrow.string()) for name in TEXTS] + [(name, pyarrow.int64()) for name in NUMBERS]
    fields.append(("log", pyarrow.struct([("action", pyarrow.string())])))
    schema = pyarrow.schema([("type", pyarrow.string()), ("entity", pyarrow.struct(fields))])
    options = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    tables = [arrow_json.read_json(file, parse_options=options) for file in sorted(folder.glob("*.jsonl"))]
    table = pyarrow.concat_tables(tables).flatten().flatten()
    table = table.rename_columns([name.rpartition(".")[2] for name in table.column_names])
    types = {pyarrow.int64(): pandas.Int64Dtype(), pyarrow.string(): pandas.StringDtype(na_value=pandas.NA)}
    events = table.to_pandas(types_mapper=types.get)
    return events[events["type"] == "message"], events[events["type"] == "userChat"]


def numbered(messages: Any, snapshots: Any) -> tuple[Any, Any, Any]:
    """Both with a number in the place of the chat's id, by which it is faster to group, and the ids by number."""
    both = pandas.concat([messages["chatId"], snapshots["id"]])
    numbers, ids = pandas.factorize(both)
    count = len(messages)
    return messages.assign(chat=numbers[:count]), snapshots.assign(chat=numbers[count:]), ids


def state_changes(messages: Any, snapshots: Any) -> Any:
    """What snapshots report, and logs more than 5 s from a snapshot's report of the same state; starts of cycles."""
    pieces = [("opened", "firstOpenedAt"), ("opened", "openedAt"), ("closed", "closedAt")]
    reports = [snapshots[["chat", name]].set_axis(["chat", "at"], axis=1).assign(state=state) for state, name in pieces]
    reported = pandas.concat(reports).dropna().drop_duplicates().astype({"at": "int64"})
    reported = reported.assign(id="", known=True).sort_values("at")
    logs = messages.assign(state=messages["action"].map(STATES), at=messages["createdAt"].astype("int64"))
    logs = logs[["chat", "at", "state", "id"]].dropna(subset="state").sort_values("at")
    near = reported[["at", "chat", "state", "known"]]
    logs = pandas.merge_asof(logs, near, on="at", by=["chat", "state"], direction="nearest", tolerance=5_000)
    changes = pandas.concat([reported, logs[logs["known"].isna()]], ignore_index=True)
    changes = changes.assign(rank=changes["state"].map(RANKS)).sort_values(CHRONOLOGY)
    before = changes.groupby("chat")[["state", "at"]].shift()
    late = (changes["known"] == True) & (changes["at"] - before["at"] > 5_000)  # noqa: E712
    changes["starts"] = (changes["state"] == "opened") & ((before["state"] != "opened") | late)
    return changes


def cycles(changes: Any) -> Any:
    """One row per chat and cycle: when it was opened and closed first."""
    found = changes[changes["state"] != "snoozed"]
    found = found.assign(cycle=found.groupby("chat")["starts"].cumsum())
    found = found[found["cycle"] > 0]
    keys = ["chat", "cycle"]
    opened = found[found["starts"]].groupby(keys)["at"].min().rename("opened_at")
    closed = found[found["state"] == "closed"].groupby(keys)["at"].min().rename("closed_at").astype("Int64")
    return opened.to_frame().join(closed)


def talks(messages: Any, changes: Any) -> Any:
    """What customers and staff wrote between starts and closes, in order; `replies` is true of staff in a cycle."""
    kinds = messages["personType"].map({"user": "customer", "manager": "staff"})
    wrote = messages.assign(kind=kinds, at=messages["createdAt"].astype("int64"))[messages["action"].isna()]
    bounds = changes[changes["starts"] | (changes["state"] == "closed")]
    bounds = bounds.assign(kind=bounds["state"].replace("opened", "start"))
    columns = ["chat", "at", "id", "kind"]
    events = pandas.concat([wrote.dropna(subset="kind")[columns], bounds[columns]], ignore_index=True)
    events = events.assign(rank=events["kind"].map(RANKS)).sort_values(CHRONOLOGY)
    events["cycle"] = (events["kind"] == "start").groupby(events["chat"]).cumsum()
    last = events["kind"].where(events["kind"].isin(["start", "closed"])).groupby(events["chat"]).ffill()
    events["replies"] = (events["kind"] == "staff") & (last == "start")
    return events[events["kind"] != "start"]


def turns(events: Any) -> Any:
    """One row per reply that ended a wait, and when the wait began: with the first message since the last cut."""
    cuts = (events["replies"] | (events["kind"] == "closed")).astype("int64")
    events = events.assign(segment=cuts.groupby(events["chat"]).cumsum() - cuts)
    keys = ["chat", "segment"]
    asked = events[events["kind"] == "customer"].groupby(keys)["at"].min().rename("asked_at")
    replied = events[events["replies"]].set_index(keys)[["at", "cycle"]].rename(columns={"at": "replied_at"})
    return replied.join(asked, how="inner").sort_index().reset_index()


def replies(messages: Any, changes: Any, opened: Any) -> Any:
    """One row per chat and cycle in which somebody replied; no wait begins before the cycle was opened."""
    found = turns(talks(messages, changes)).merge(opened, on=["chat", "cycle"])
    started = found[["asked_at", "opened_at"]].max(axis=1)
    found["elapsed"] = (found["replied_at"] - started).clip(lower=0)
    return found.groupby(["chat", "cycle"]).agg(
        first_reply=("replied_at", "min"),
        waiting_time=("elapsed", "first"),
        total_reply_time=("elapsed", "sum"),
        reply_count=("elapsed", "size"),
    )


def metrics(messages: Any, snapshots: Any) -> Any:
    """One row per chat, by its number."""
    changes = state_changes(messages, snapshots)
    cycle = cycles(changes)
    cycle = cycle.join(replies(messages, changes, cycle["opened_at"].reset_index()).astype("Int64"))
    cycle = cycle.fillna({"total_reply_time": 0, "reply_count": 0})
    by_chat = cycle.groupby("chat")
    first = by_chat.agg(
        first_opened_at=("opened_at", "min"), first_replied_at=("first_reply", "min"), cycles=("opened_at", "size")
    )
    chats = described(messages, snapshots, changes).join(by_chat.tail(1).droplevel("cycle")).join(first)
    count = chats["reply_count"].where(chats["reply_count"] > 0)
    return chats.assign(
        first_replied_at=chats[["first_replied_at", "firstRepliedAt"]].min(axis=1),
        first_replied_at_after_open=chats["first_reply"],
        avg_reply_time=(2 * chats["total_reply_time"] + count) // (2 * count),
        resolution_time=(chats["closed_at"] - chats["opened_at"]).clip(lower=0),
        reopen_count=chats["cycles"].fillna(1) - 1,
    )


def described(messages: Any, snapshots: Any, changes: Any) -> Any:
    """One row per chat: when it began, and its state by the newest snapshot or by what changed since."""
    newest = snapshots.sort_values(["version", "updatedAt"], kind="stable").groupby("chat").tail(1).set_index("chat")
    customers = messages[(messages["personType"] == "user") & messages["action"].isna()]
    asked = customers.groupby("chat")["createdAt"].min().rename("asked_at")
    created = messages[messages["action"] == "create"].groupby("chat")["createdAt"].min().rename("create_log_at")
    began = messages.groupby("chat")["createdAt"].min().rename("began_at")
    last = changes.groupby("chat").tail(1).set_index("chat")[["state", "at"]].add_prefix("last_")
    known = newest[["state", "updatedAt", "createdAt", "firstAskedAt", "firstRepliedAt"]]
    chats = pandas.concat([known, asked, created, began], axis=1).join(last)
    since = chats["updatedAt"].isna() | (chats["last_at"] > chats["updatedAt"]).fillna(False)
    return chats.assign(
        created_at=chats["createdAt"].fillna(chats["create_log_at"]).fillna(chats["began_at"]),
        first_asked_at=chats[["asked_at", "firstAskedAt"]].min(axis=1),
        state=chats["state"].mask(since & chats["last_state"].notna(), chats["last_state"]),
    )


def main(folder: Path, out: Path) -> None:
    messages, snapshots, ids = numbered(*read(folder))
    chats = metrics(messages, snapshots)
    chats["id"] = ids.take(chats.index)
    for name in INSTANTS:
        chats[name] = pandas.to_datetime(chats[name].astype("Int64"), unit="ms")
    chats = chats.astype(dict.fromkeys(DURATIONS, "Int64"))
    chats[["id", "state", *INSTANTS, *DURATIONS]].sort_values(["created_at", "id"]).to_parquet(out, index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
