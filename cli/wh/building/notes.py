"""What a build says besides its findings: what is not known of channels, teams and owners, and what follows from it."""

from __future__ import annotations

from wh.engine.database import Database
from wh.home.settings import Channel, Settings


def notes(database: Database, settings: Settings) -> tuple[str, ...]:
    """Sentences about the warehouse in `database` and the settings it was made with."""
    channels: dict[str, bool] = dict(database.rows("select id, is_known from main.channels order by id"))
    unknown = [id_ for id_, is_known in channels.items() if not is_known]
    fallback = settings.channels.get("default", Channel())
    zoneless = [id_ for id_ in unknown if not settings.channels.get(id_, fallback).time_zone]
    staff = {str(word).lower() for pair in database.rows("select id, email from main.managers") for word in pair}
    teams = (
        "select distinct member_id from main.chat_groups where dimension = 'team' and member = member_id order by all"
    )
    said = {
        "the opening hours of channel {} are not known; it counts as always open": unknown,
        "the time zone of channel {} is not known; its local times are UTC, until time_zone in wh.toml says "
        "another or the channel is loaded": zoneless,
        "the name of team {} is not known; reports show its id, until a list of teams is loaded": [
            id_ for (id_,) in database.rows(teams)
        ],
        "wh.toml has settings for channel {}, which no event names": [
            id_ for id_ in settings.channels if id_ not in {*channels, "default"}
        ],
        "`owners` in wh.toml names {}, the id or e-mail of no manager that was loaded": [
            owner for owner in settings.owners if owner.lower() not in staff
        ],
    }
    return tuple(text.format(", ".join(words)) for text, words in said.items() if words)
