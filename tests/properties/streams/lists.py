"""Users, and the lists of a channel: managers, bots, tags, teams, profile schemas, in one or two versions each."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from .revisions import Style, styles
from .values import INSTANT, KEYS, MANAGERS, TAGS, Entity, Pairs, profiles, some

USER: Pairs = [
    *((key, found) for key in ("memberId", "name", "country", "city", "language") for found in ("x", "東京", None)),
    *(("type", "lead"), ("type", "member"), ("timeZone", "Asia/Tokyo"), ("tags", ["vip", "VIP"]), ("tags", [])),
    *((key, found) for key in ("unsubscribeEmail", "hasChat", "blocked") for found in (True, False)),
    *(("unsubscribeTexting", False), ("hasPushToken", True), ("sessionsCount", 0), ("lastSeenAt", INSTANT)),
    *(("web", {"device": "desktop", "osName": "macOS", "sessionsCount": 3}), ("web", {"lastSeenAt": INSTANT})),
    *(("web", {"browserName": "Safari"}), ("mobile", {"device": "p", "osName": "iOS", "appName": "a"})),
    *(("mobile", {"appVersion": "1.0", "sessionsCount": 0, "lastSeenAt": INSTANT + 1}), ("createdAt", INSTANT)),
]
LISTED: dict[str, tuple[list[str], Pairs]] = {
    "manager": (
        MANAGERS,
        [
            *(("name", "Sato"), ("accountId", "9"), ("username", "sato"), ("role", "owner"), ("roleId", "77")),
            *(("email", "s@example.com"), ("mobileNumber", "+8190"), ("removed", True), ("removed", False)),
            *(("createdAt", INSTANT), ("defaultGroupWatch", "all"), ("defaultDirectChatWatch", "none")),
            *(("defaultUserChatWatch", "info"), ("operator", True), ("operatorEmailReminder", False)),
        ],
    ),
    "bot": (["701", "702"], [("name", "Bot"), ("createdAt", INSTANT), ("name", None)]),
    "chatTag": (
        ["801", "802"],
        [
            *(("name", tag) for tag in TAGS),
            *(("description", "d"), ("followerIds", MANAGERS), ("followerIds", []), ("createdAt", INSTANT)),
        ],
    ),
    "team": (["501", "502"], [("name", "一次対応"), ("managerIds", ["302", "301"]), ("managerIds", [])]),
}


@dataclass(frozen=True)
class Listed:
    """What is drawn of one version of a listed entity."""

    kind: str
    channel: int | None
    id: str
    details: Entity


def _listed(kind: str) -> st.SearchStrategy[Listed]:
    ids, pairs = LISTED[kind]
    return st.builds(Listed, st.just(kind), st.sampled_from([0, 1, 0, 1, None]), st.sampled_from(ids), some(pairs))


listed = st.lists(st.one_of([_listed(kind) for kind in LISTED]), max_size=6)
users = st.lists(st.tuples(st.integers(0, 2), some(USER, 6), profiles), max_size=4)
schemas = st.dictionaries(st.sampled_from(KEYS), st.one_of(st.none(), st.integers(0, 3)), max_size=3)

# One style of version marks for all lists and users of a world, and the content of each in turn.
list_styles = styles


def listed_entities(drawn: list[Listed], channel_ids: list[str], style: Style) -> list[tuple[str, Entity]]:
    """Kind and content of every drawn version; the n-th of the same entity is its n-th version."""
    found: list[tuple[str, Entity]] = []
    for one in drawn:
        channel_id = None if one.channel is None else channel_ids[one.channel % len(channel_ids)]
        key = {"id": one.id, "channelId": channel_id}
        found.append((one.kind, one.details | key | style(INSTANT, _versions(found, one.kind, key))))
    return found


def user_entities(drawn: list[tuple[int, Entity, Entity]], channel_id: str, style: Style) -> list[tuple[str, Entity]]:
    """The drawn versions of users u0 to u2."""
    found: list[tuple[str, Entity]] = []
    for number, details, profile in drawn:
        key = {"id": f"u{number}", "channelId": channel_id}
        found.append(("user", details | {"profile": profile} | key | style(INSTANT, _versions(found, "user", key))))
    return found


def schema_entities(orders: dict[str, int | None]) -> list[tuple[str, Entity]]:
    return [("profileSchema", {"key": key, "type": "String", "order": order}) for key, order in orders.items()]


def _versions(found: list[tuple[str, Entity]], kind: str, key: dict[str, Any]) -> int:
    return sum(kind == other and key.items() <= entity.items() for other, entity in found)
