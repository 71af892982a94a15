"""What a build says besides its findings: what is not known of channels, teams and owners, and what follows from it."""

from __future__ import annotations

from wh.engine.database import Database
from wh.home.settings import Settings


def notes(database: Database, settings: Settings) -> tuple[str, ...]:
    """Sentences about the warehouse in `database` and the settings it was made with."""
    channels = database.rows("select id, is_known, is_zone_known from main.channels order by id")
    names = {id_ for id_, _, _ in channels}
    staff = {str(word).lower() for pair in database.rows("select id, email from main.managers") for word in pair}
    teams = (
        "select distinct member_id from main.chat_groups where dimension = 'team' and member = member_id order by all"
    )
    said = {
        "the opening hours of channel {} are not known; it counts as always open": [
            id_ for id_, is_known, _ in channels if not is_known
        ],
        "the time zone of channel {} is not known; its local times are UTC, until time_zone in wh.toml says "
        "another or a channel is loaded that has one": [id_ for id_, _, is_zone_known in channels if not is_zone_known],
        "the name of team {} is not known; reports show its id, until a list of teams is loaded": [
            id_ for (id_,) in database.rows(teams)
        ],
        "wh.toml has settings for channel {}, which no event names": [
            id_ for id_ in settings.channels if id_ not in {*names, "default"}
        ],
        "`owners` in wh.toml names {}, the id or e-mail of no manager that was loaded": [
            owner for owner in settings.owners if owner.lower() not in staff
        ],
    }
    return tuple(text.format(", ".join(words)) for text, words in said.items() if words)
