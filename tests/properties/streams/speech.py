"""Every sort of message: talk, notes, logs, forms, meets, and messages that are not of a user chat."""

from collections.abc import Callable

from .clocks import HOUR
from .values import SCORES, TAGS, Entity

# The part of a message that depends on its sort only, given its instant, its chat's customer and an id for its meet.
Sort = Callable[[int, str, str], Entity]

STATE_ACTIONS = ("open", "close", "snooze", "open", "close", "autoOpen", "autoClose", "enqueue", "miss")
PEOPLE_ACTIONS = ("assign", "autoAssign", "join", "invite", "leave", "remove")
PEOPLE_VALUES: tuple[list[str], ...] = (["301"], ["302"], ["303", "301"], [])


def says(person_type: str | None, person_id: str | None = None, **fields: object) -> Sort:
    def sort(at: int, customer: str, _meet_id: str) -> Entity:
        author = customer if person_type == "user" else person_id
        return {"personType": person_type, "personId": author, "plainText": f"{person_type} at {at}"} | fields

    return sort


def logs(action: str, values: list[str] | None = None, by: str | None = "301", **fields: object) -> Sort:
    log = {"action": action} if values is None else {"action": action, "values": values}
    return says("manager" if by else None, by, plainText=None, log=log, **fields)


def answers(lag: int, **inputs: object) -> Sort:
    """A form submitted `lag` ms after the message."""

    def sort(at: int, customer: str, meet_id: str) -> Entity:
        told = [{"bindingKey": f"userChat.profile.{key}", "value": found} for key, found in inputs.items()]
        return says("bot", "701")(at, customer, meet_id) | {"form": {"submittedAt": at + lag, "inputs": told}}

    return sort


def meets(by: str, length: int | None = None, **fields: object) -> Sort:
    """A meet by message author `by`; one with a length started with its message and has ended."""

    def sort(at: int, customer: str, meet_id: str) -> Entity:
        ended = {} if length is None else {"roomStartedAt": at, "meetEndedAt": at + length}
        return says(by, "301")(at, customer, meet_id) | {"meet": {"id": meet_id, **ended, **fields}}

    return sort


def calls(**fields: object) -> Sort:
    """A phone call by the customer whose instants are the call's own."""

    def sort(at: int, customer: str, meet_id: str) -> Entity:
        call = {"id": "k", "from": "+8150", "to": "+8103", "createAt": at, "engagedAt": at + 9, "closedAt": at + 99}
        return says("user")(at, customer, meet_id) | {"meet": {"id": meet_id, "call": call | fields}}

    return sort


TALK = [
    *(says("user"), says("manager", "301"), says("user"), says("manager", "302"), says("user"), says("manager", "301")),
    *(says("bot", "701"), says("bot", "701", options=["actAsManager"]), says(None), says("user", options=["silent"])),
]
ODD_TALK = [
    *(says("manager", "301", options=["private"]), says("user", options=["private"])),
    *(says("user", state="failed"), says("manager", "301", state="failed"), says("user", state="sent")),
    *(says("user", state="removed"), says("manager", "302", state="removed"), says("user", log={"action": "autoOpen"})),
    *(says("user", chatType=None), says("user", chatType="group"), says("manager", "301", chatType="directChat")),
    *(says("user", channelId=None), says("manager", "301", state="sending"), says("user", state="sending")),
]
STATE_LOGS = [
    *(logs(action, by=by) for action in STATE_ACTIONS for by in ("301", None)),
    *(logs("open", state="failed"), logs("close", state="sending"), logs("snooze", state="removed")),
]
CHANGE_LOGS = [
    *(logs(action, values) for action in PEOPLE_ACTIONS for values in PEOPLE_VALUES),
    *(logs("join", by="303"), logs("leave", by="301"), logs("leave", by=None), logs("unassign"), logs("unassignTeam")),
    *(logs("assignTeam", ["501"]), logs("assignTeam", ["502"]), logs("assignTeam", [])),
    *(logs("updatePriority", ["high"]), logs("updatePriority", ["low"]), logs("updatePriority", [])),
    *(logs(action, values) for action in ("addTags", "removeTags") for values in ([TAGS[0]], TAGS[1:4], TAGS[:1] * 2)),
    *(logs("create"), logs("startWorkflow", ["w1"]), logs("neverHeardOf")),
]
FORMS = [
    *(answers(lag, csat=score) for lag in (0, HOUR) for score in SCORES),
    *(answers(0, csatComment="ありがとう"), answers(HOUR, csat=3, csatComment="ok", other="x")),
]
MEETS = [
    *(calls(), calls(direction="inbound", missedReason="noOperator"), calls(engagedAt=None, closedAt=None)),
    meets("user", 60_000, meetType="front", front={"direction": "outbound", "engagedAt": 1_710_054_000_007}),
    meets("manager", 0, meetType="call", call={"primaryNumber": "+811", "representativeNumber": "+812"}),
    *(meets("manager", meetType="team"), meets("user", 5, front={"missedReason": "userLeft"})),
]

ASK, REPLY, OTHER_REPLY = TALK[0], TALK[1], TALK[3]
CAMPAIGN = says("manager", "301", marketing={"id": "mk1", "type": "campaign"})
OPEN, CLOSE, SNOOZE, ENQUEUE, MISS = (logs(action) for action in ("open", "close", "snooze", "enqueue", "miss"))

# Runs of messages that belong together: what follows in a scene follows by its inner gap.
Scene = tuple[Sort, ...]
SCENES: list[Scene] = [
    *((ASK, REPLY), (OPEN, ASK, REPLY), (ASK, OPEN, REPLY), (ASK, REPLY, ASK, REPLY), (ASK, ASK, REPLY, REPLY)),
    *((ASK, REPLY, CLOSE), (CLOSE, ASK, REPLY), (CLOSE, REPLY, OPEN), (CLOSE, ASK, OPEN, REPLY), (CLOSE, CLOSE, ASK)),
    *((SNOOZE, ASK, REPLY), (ASK, SNOOZE, REPLY), (ASK, SNOOZE, OPEN, REPLY), (SNOOZE, SNOOZE, CLOSE), (OPEN, SNOOZE)),
    *((ASK, CLOSE, OPEN, REPLY), (OPEN, REPLY, ASK, REPLY), (OPEN, ASK, REPLY, CLOSE, ASK, REPLY)),
    *((ENQUEUE, MISS), (MISS, ENQUEUE, OPEN), (CLOSE, ENQUEUE, ASK, REPLY), (CLOSE, ASK, ENQUEUE, OPEN, REPLY)),
    *((ASK, REPLY, OPEN), (ASK, CLOSE, REPLY), (CLOSE, ASK, REPLY, OPEN), (CLOSE, OPEN, CLOSE), (ASK, CAMPAIGN, REPLY)),
    *((OPEN, ASK, REPLY, OTHER_REPLY), (OPEN, ASK, OTHER_REPLY, SNOOZE, ASK, REPLY), (OPEN, CLOSE, ASK, CLOSE, OPEN)),
]
CHANGE_SCENES: list[Scene] = [
    (logs("assign", ["301"]), logs("unassign"), logs("autoAssign", ["302"]), logs("assign", ["302"])),
    (logs("join", by="302"), logs("invite", ["303"]), logs("leave", by="302"), logs("join", ["302"], by="302")),
    (logs("join", ["301"]), logs("join", ["302"]), logs("invite", ["301"])),
    (logs("addTags", TAGS[2:4]), logs("addTags", TAGS[2:3])),
    (answers(HOUR, csat=5), answers(0, csat=2, csatComment="late"), answers(2 * HOUR, csat=None)),
    # What is said of a chat after a case of it is over.
    (OPEN, logs("addTags", TAGS[:2]), CLOSE, OPEN, logs("assign", ["301"]), logs("removeTags", TAGS[:1]), CLOSE),
    (
        ENQUEUE,
        logs("assign", ["302"]),
        CLOSE,
        SNOOZE,
        logs("assignTeam", ["501"]),
        logs("unassign"),
        answers(0, csat=4),
    ),
    (OPEN, answers(0, csat=1, csatComment="a"), CLOSE, logs("addTags", TAGS[2:4]), OPEN, answers(0, csat=3), CLOSE),
    (logs("addTags", TAGS[:2]), logs("removeTags", TAGS[:1]), logs("addTags", [TAGS[4], TAGS[0], *TAGS[7:]])),
]
WEIGHTED: list[Scene] = [
    *((sort,) for sorts in (2 * TALK, 2 * STATE_LOGS, ODD_TALK, CHANGE_LOGS, FORMS, 2 * MEETS) for sort in sorts),
    *(8 * SCENES + 6 * CHANGE_SCENES),
]
