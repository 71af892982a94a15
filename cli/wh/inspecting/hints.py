"""What `wh status` says to do next: what is missing or does not work, each with what mends it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from wh.building.notes import notes
from wh.engine.database import Database
from wh.home.home import Home
from wh.inspecting.arrivals import at, pulls

OLD = 2 * 86_400  # seconds after which a pull is


def hints(home: Home) -> Iterator[str]:
    """Sentences, the most pressing one first."""
    states = pulls(home)
    for state in states:
        for hook in state.blocked:
            yield (
                f"the platform has blocked the webhook {hook}: unblock it in its settings; "
                "`wh pull` reads what it did not send"
            )
        if state.waiting:
            of = f"{state.waiting:,} of {state.chats:,}"
            yield f"channel {state.channel} has chats that are not read yet, {of}: `wh pull` goes on"
        elif state.pulled_at is None:
            yield f"channel {state.channel} was not pulled as a whole yet: `wh pull` goes on"
        elif time.time() - state.pulled_at > OLD:
            yield f"channel {state.channel} was pulled at {at(state.pulled_at)} last: `wh pull --build`, by a timer"
        if state.since:
            yield (
                f"chats of channel {state.channel} that were closed before {at(state.since)} are not there: "
                "`wh pull` without --since reads them"
            )
    if not states and not (home.path / "events" / "webhooks").exists():
        yield "nothing was pulled from the platform: `wh pull` does, with an access key; docs/pull.md"
    if not home.raw.exists():
        yield "nothing was loaded yet: `wh build` loads and builds"
    elif not home.warehouse.exists():
        yield "nothing was built yet: `wh build`"
    else:
        with Database(home.warehouse, read_only=True) as database:
            yield from notes(database, home.settings)
