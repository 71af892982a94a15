"""A world: one or two channels with their lists and a few chats, as documents in load order, and the settings."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from . import channels, histories, lists, snapshots
from .delivery import Document, Item, documents
from .revisions import Style
from .values import Entity

World = tuple[list[Document], channels.Settings]

# The number of a chat's channel and of its user, what happened in it, and what the platform said of it.
DrawnChat = tuple[int, int, histories.History, snapshots.Told]

chats = st.tuples(st.integers(0, 1), st.integers(0, 2), histories.histories, snapshots.tellings)


@st.composite
def world(draw: Callable[[st.SearchStrategy[Any]], Any], most_chats: int = 3, fewest_chats: int = 1) -> World:
    """Documents in load order and settings as the settings file would hold them."""
    drawn: list[channels.Drawn] = draw(st.lists(channels.channels, min_size=1, max_size=2))
    default: dict[str, Any] | None = draw(channels.default_settings)
    settings = channels.settings_of(draw(channels.general_settings), drawn, default)
    told: list[DrawnChat] = draw(st.lists(chats, min_size=fewest_chats, max_size=most_chats))
    items = [item for number, chat in enumerate(told) for item in _chat_items(number, chat, drawn, default)]
    items += [Item(kind, entity) for kind, entity in draw(_listed(channels.CHANNEL_IDS[: len(drawn)]))]
    items += [
        Item("channel", entity)
        for id, one in zip(channels.CHANNEL_IDS, drawn, strict=False)
        for entity in channels.channel_entities(one, id)
    ]
    return documents(items, draw(st.integers(0, 2**16))), settings


def _listed(channel_ids: list[str]) -> st.SearchStrategy[list[tuple[str, Entity]]]:
    def entities(
        style: Style,
        users: list[tuple[int, Entity, Entity]],
        listed: list[lists.Listed],
        schemas: dict[str, int | None],
    ) -> list[tuple[str, Entity]]:
        return [
            *lists.user_entities(users, channel_ids[0], style),
            *lists.listed_entities(listed, channel_ids, style),
            *lists.schema_entities(schemas),
        ]

    return st.builds(entities, lists.list_styles, lists.users, lists.listed, lists.schemas)


def _chat_items(
    number: int, drawn: DrawnChat, known: list[channels.Drawn], default: dict[str, Any] | None
) -> list[Item]:
    channel, user, history, told = drawn
    place = channels.place_of(known[channel % len(known)], default, history.anchor)
    chat = {
        "id": f"c{number}",
        "channelId": channels.CHANNEL_IDS[channel % len(known)],
        "userId": f"u{user}",
    }
    messages = histories.first_messages(history, place, chat)
    pool = histories.instants(history, place)
    summary = {"summarizedMessageId": messages[-1]["id"]} if messages and number % 2 else {}
    return [
        *(Item("message", message) for message in messages),
        *(Item("message", message) for message in histories.later_versions(history, messages)),
        *(Item("userChat", found) for found in snapshots.snapshots(told, chat | summary, messages, pool)),
        *(Item("userChat", found, True) for found in snapshots.partials(told, chat, messages, pool)),
    ]
