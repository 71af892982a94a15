"""Free texts, tags, profile keys and values, odd ones included, for every kind of entity."""

from random import Random
from typing import Any

from hypothesis import strategies as st

Entity = dict[str, Any]
Pairs = list[tuple[str, Any]]

TAGS = ["refund", "Refund", "返品", "返品/交換", "返品/交換/サイズ", "a b", "it's", " refund　", "ガ", "カ\u3099", " "]
MANAGERS = ["301", "302", "303"]

# Never two that differ by letter case only: columns of a database cannot tell those apart.
KEYS = ["orderId", "order id", "it's", 'say "hi"', "a/b", "a.b", "~tilde", "注文番号", "$x", "[0]", "*", "name"]
FREE = ["x", "注文 12", 'q"q', 7, -1, True, False, ["a", "b"], ["é"], None, []]
SCORES = [5, "4", 2.0, "3 ", ["1"], "４", "4.5", "good", None, 0, -1, True, 10_000_000_000]
INSTANT = 1_710_054_000_000


def presets(pairs: Pairs, most: int = 5) -> list[Entity]:
    """Objects of (key, value) pairs: none, each alone, then mixtures; one draw of a preset is much faster than many."""
    random = Random(most)
    mixtures = [dict(random.choices(pairs, k=random.randint(2, most))) for _ in range(2 * len(pairs))]
    return [{}, *({key: found} for key, found in pairs), *mixtures]


def some(pairs: Pairs, most: int = 5) -> st.SearchStrategy[Entity]:
    return st.sampled_from(presets(pairs, most))


PROFILE: Pairs = [(key, found) for key in KEYS for found in FREE]
CSAT: Pairs = [*(("csat", score) for score in SCORES), ("csatComment", "fine"), ("csatComment", 3)]

profiles = some(PROFILE, 3)
chat_profiles: st.SearchStrategy[Entity] = st.one_of(st.just({}), some(PROFILE + 6 * CSAT))

# What a snapshot may say beside its instants. Names in capitals have another place in v4 than in v5: see `shaped`.
CHAT: Pairs = [
    *((key, found) for key in ("name", "description", "summarizedMessage") for found in ("Anna", "要約")),
    *(("assigneeId", found) for found in (*MANAGERS, None)),
    *(("teamId", found) for found in ("501", "502")),
    *(("priority", found) for found in ("low", "high")),
    *(("managerIds", found) for found in (["301"], ["302", "301"], [])),
    *(("tags", found) for found in (["refund"], ["返品/交換", "Refund", " refund"], [], TAGS[7:])),
    *(("goalState", "achieved"), ("goalEventName", "Order"), ("goalCheckedAt", INSTANT)),
    *(("state", found) for found in ("opened", "closed", "snoozed", "queued", "initial", "missed", None)),
    *(("channelId", None), ("userId", None), ("userId", "u0")),
    *(("MEDIUM", "appLine"), ("PAGE", "https://example.com/?q=1"), ("MARKETING", {"id": "mk1", "type": "campaign"})),
    ("WORKFLOW", {"id": "w1", "revisionId": "r1", "sectionPath": ["s1", "s2"], "causeOfEnd": "endWithoutError"}),
    *(("WORKFLOW", {"id": "w2", "sectionPath": []}), ("WORKFLOW", {"revisionId": "r9"})),
    ("SUPPORT_BOT", {"id": "sb1", "revisionId": "r2", "sectionPath": ["start"]}),
]
METRICS: Pairs = [
    (key, found)
    for key in (
        *("waitingTime", "avgReplyTime", "totalReplyTime", "replyCount", "resolutionTime", "operationWaitingTime"),
        *("operationAvgReplyTime", "operationTotalReplyTime", "operationReplyCount", "operationResolutionTime"),
    )
    for found in (11, 3_000_000_000)
] + [("isDownload", True), ("isDownload", False)]
FLAT = {
    **{"MEDIUM": "messengerType", "PAGE": "sourcePage", "MARKETING": "marketing"},
    **{"WORKFLOW": "workflow", "SUPPORT_BOT": "supportBot"},
}

chat_details = some(CHAT, 7)
chat_metrics = some(METRICS)


def shaped(details: Entity, flat: bool) -> Entity:
    """Chat details in the flat (v4) or the nested (v5) shape."""
    plain = {key: found for key, found in details.items() if key not in FLAT}
    special = {FLAT[key]: found for key, found in details.items() if key in FLAT}
    if flat:
        return plain | special
    medium = {"contactMediumType": special.pop("messengerType")} if "messengerType" in special else {}
    source = {"page" if key == "sourcePage" else key: found for key, found in special.items()}
    return plain | medium | ({"source": source} if source else {})
