"""A chat that keeps its own books: each step writes the webhooks the platform would send and moves the metrics on."""

from random import Random
from typing import Any

from seeds.hours import Hours, instant

CHANNEL = "90001"
GREETER, ANSWERER = ("bot", "801"), ("bot", "802")
FIRST_REPLY_COLLECTED = instant(2025, 4, 3)
STATES = {"close": "closed", "autoClose": "closed", "snooze": "snoozed", "miss": "missed"}
Person = tuple[str, str]
Turn = tuple[int, int]


def average(total: int, count: int) -> int | None:
    """Rounded half up, as the platform does."""
    return (2 * total + count) // (2 * count) if count else None


def measure(hours: Hours, turns: list[Turn], opened_at: int, closed_at: int | None) -> dict[str, int | None]:
    """The platform's metrics of one cycle: waits as they passed, and the open hours among them."""
    waits = [end - start for start, end in turns]
    inside = [hours.between(start, end) for start, end in turns]
    timely = [wait for wait, (_, end) in zip(inside, turns, strict=True) if hours.is_open(end)]
    return {
        "firstRepliedAtAfterOpen": turns[0][1] if turns else None,
        "waitingTime": waits[0] if waits else None,
        "avgReplyTime": average(sum(waits), len(waits)),
        "totalReplyTime": sum(waits),
        "replyCount": len(waits),
        "resolutionTime": closed_at - opened_at if closed_at else None,
        "operationWaitingTime": inside[0] if inside else None,
        "operationAvgReplyTime": average(sum(timely), len(timely)),
        "operationTotalReplyTime": sum(timely),
        "operationReplyCount": len(timely),
        "operationResolutionTime": hours.between(opened_at, closed_at) if closed_at else None,
    }


class EndOfSampleError(Exception):
    """The sample ends here; what a chat would still do is never seen."""


class Log:
    """The channel's webhooks between two instants."""

    def __init__(self, rng: Random, hours: Hours, begin: int, end: int) -> None:
        self.rng, self.hours, self.begin, self.end = rng, hours, begin, end
        self.lines: list[tuple[int, dict[str, Any]]] = []

    def new_id(self, at: int) -> str:
        """20 hex digits that begin with the second of their making."""
        return f"{at // 1_000:08x}{self.rng.getrandbits(48):012x}"

    def emit(
        self, at: int, event: str, kind: str, entity: dict[str, Any], refers: dict[str, Any] | None = None
    ) -> None:
        """Keep one webhook, its empty keys left out; now and then the platform delivers it twice."""
        filled = {key: value for key, value in entity.items() if value not in (None, "", [], {})}
        if self.begin <= at < self.end:
            copies = 2 if self.rng.random() < 0.004 else 1
            self.lines += [(at, {"event": event, "type": kind, "entity": filled, "refers": refers or {}})] * copies


class Chat:
    """One chat at the instant `at`; durations in milliseconds, metrics of the current cycle."""

    def __init__(self, log: Log, customer: dict[str, Any], at: int, **traits: Any) -> None:
        self.log_book, self.rng, self.customer, self.at = log, log.rng, customer, at
        self.user: Person = ("user", customer["id"])
        self.facts: dict[str, Any] = {
            "id": log.new_id(at),
            "channelId": CHANNEL,
            "userId": customer["id"],
            "createdAt": at,
        }
        self.facts |= {
            "state": "initial",
            "managed": False,
            "priority": "medium",
            "tags": [],
            "managerIds": [],
            "profile": {},
        }
        self.facts |= traits
        self.turns: list[tuple[int, int]] = []
        self.asked_at = self.version = 0
        self.log("create", GREETER)

    def advance(self, milliseconds: float) -> None:
        """Let time pass, up to the end of the sample."""
        self.at += int(milliseconds)
        if self.at >= self.log_book.end:
            raise EndOfSampleError

    def once(self, **instants: int) -> None:
        """Set facts that keep their first value."""
        self.facts = instants | self.facts

    def message(self, person: Person, refers: dict[str, Any] | None = None, **content: Any) -> dict[str, Any]:
        """Write a message of any kind, a little after the fact if it is a log."""
        at = self.at + (self.rng.randrange(3, 40) if "log" in content else 0)
        chat = {"chatKey": f"userChat-{self.facts['id']}", "channelId": CHANNEL, "chatType": "userChat"}
        entity = {"id": self.log_book.new_id(at), **chat, "chatId": self.facts["id"], "personType": person[0]}
        entity |= {"personId": person[1], "createdAt": at, "updatedAt": at, "version": 0, "state": "sent", **content}
        self.log_book.emit(at, "push", "message", entity, refers)
        return entity

    def text(self, person: Person, text: str, **content: Any) -> dict[str, Any]:
        """Write a message with text, plain and in blocks."""
        blocks = [{"type": "text", "value": line} for line in text.split("\n") if line]
        refers = None
        if person == self.user and self.rng.random() < 0.5:
            refers = {"user": {key: self.customer[key] for key in ("id", "name", "type")}}
        return self.message(
            person, refers, plainText=text, blocks=blocks, language=self.customer["language"], **content
        )

    def amend(self, message: dict[str, Any], **changes: Any) -> None:
        """Send a newer state of a message."""
        newer = message | changes | {"version": message["version"] + 1, "updatedAt": self.at}
        self.log_book.emit(self.at, "upsert", "message", newer)

    def log(self, action: str, by: Person, *values: str) -> None:
        """Write a log message."""
        self.version += 1
        self.message(by, log={"action": action, "values": list(values)})
        self.at += 50

    def ask(self, text: str, **content: Any) -> dict[str, Any]:
        """The customer writes; a chat that was closed or asleep opens again."""
        message = self.text(self.user, text, **content)
        self.once(firstAskedAt=self.at)
        self.asked_at = self.asked_at or self.at
        if self.facts["state"] in ("closed", "snoozed"):
            self.advance(self.rng.randrange(5, 60))
            self.open()
        return message

    def reply(self, by: Person, text: str) -> dict[str, Any]:
        """Staff write; it ends the turn if the customer was waiting."""
        message = self.text(by, text)
        if self.asked_at and self.facts["state"] == "opened":
            self.turns.append((max(self.asked_at, self.facts["openedAt"]), self.at))
            self.once(firstRepliedAt=self.at)
            self.asked_at = 0
        return message

    def open(self, action: str = "open") -> None:
        """Start a cycle."""
        self.turns = []
        self.once(firstOpenedAt=self.at)
        self.facts |= {"state": "opened", "openedAt": self.at, "closedAt": None, "snoozedAt": None, "managed": True}
        self.facts["firstAssigneeIdAfterOpen"] = self.facts.get("assigneeId")
        self.log(action, GREETER)
        self.snapshot()

    def enqueue(self) -> None:
        """Wait in line for staff."""
        self.once(firstQueuedAt=self.at)
        self.facts |= {"state": "queued", "queuedAt": self.at}
        self.log("enqueue", GREETER)

    def end(self, action: str, by: Person) -> None:
        """Close, snooze or miss the chat; only a close forgets an unanswered question."""
        state = self.facts["state"] = STATES[action]
        if state != "missed":
            self.facts[f"{state}At"] = self.at
        if state == "closed":
            self.asked_at = 0
        self.log(action, by)

    def assign(self, manager: str, action: str, by: Person) -> None:
        """Give the chat to a manager, who follows it from then on."""
        self.facts["firstAssigneeIdAfterOpen"] = self.facts.get("firstAssigneeIdAfterOpen") or manager
        self.facts["assigneeId"] = manager
        self.follow(manager, action, by)

    def follow(self, manager: str, action: str, by: Person) -> None:
        """Add a follower."""
        if manager not in self.facts["managerIds"]:
            self.facts["managerIds"] = [*self.facts["managerIds"], manager]
        self.log(action, by, manager)

    def leave(self, manager: str) -> None:
        """Take a follower off the chat."""
        self.facts["managerIds"] = [other for other in self.facts["managerIds"] if other != manager]
        self.log("leave", ("manager", manager), manager)

    def hand_to_team(self, team: str, by: Person) -> None:
        """Give the chat to a team."""
        self.facts["teamId"] = team
        self.log("assignTeam", by, team)

    def prioritise(self, priority: str, by: Person) -> None:
        """Set the priority."""
        self.facts["priority"] = priority
        self.log("updatePriority", by, priority)

    def tag(self, by: Person, *names: str, remove: bool = False) -> None:
        """Put tags on the chat or take them away."""
        kept = [name for name in self.facts["tags"] if name not in names]
        self.facts["tags"] = kept if remove else [*kept, *names]
        self.log("removeTags" if remove else "addTags", by, *names)

    def snapshot(self) -> None:
        """Write the chat as it stands, taken a second or two after the fact."""
        self.version += 1
        at = self.at + self.rng.randrange(800, 2_500)
        moving: dict[str, Any] = {
            "version": self.version,
            "updatedAt": at,
            "frontUpdatedAt": self.at,
            "deskUpdatedAt": self.at,
        }
        moving |= {"askedAt": self.asked_at or None, "profile": dict(self.facts["profile"])}
        if self.facts.get("firstRepliedAt", at) < FIRST_REPLY_COLLECTED:
            moving["firstRepliedAt"] = None
        if "openedAt" in self.facts:
            closed_at = self.facts.get("closedAt")
            moving |= measure(self.log_book.hours, self.turns, self.facts["openedAt"], closed_at)
        self.log_book.emit(at, "upsert", "userChat", self.facts | moving)
        self.at = at + 1
