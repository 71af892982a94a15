"""The ways a chat comes in: written, through a bot, from a campaign, by telephone."""

from typing import Any

from seeds.chats import ANSWERER, GREETER
from seeds.scenes import DAY, HOUR, MINUTE, SECOND, Case, Words

SHOP_NUMBER, PRIMARY_NUMBER = "+815000000001", "+81300000001"
MISSED = ("noOperator", "abandonedInQueue", "ringTimeOver", "userLeft", "exceededQueue")
ROUNDS, ROUND_WEIGHTS = (1, 2, 3, 4, 6, 9), (34, 34, 17, 8, 5, 2)


def conversation(case: Case) -> None:
    """A customer writes, staff answer; sometimes it sleeps in between, sometimes it comes back."""
    if case.chance(0.28):
        workflow(case)
    elif case.chance(0.4):
        case.bot("greeting")
        case.wait(MINUTE)
    case.begin()
    finish(case)


def finish(case: Case) -> None:
    """From the first answer to the last close."""
    case.exchange(case.rng.choices(ROUNDS, ROUND_WEIGHTS)[0])
    if case.chance(0.03):
        case.wait_for_staff(HOUR)
        call(case, "outbound")
    if case.chance(0.1):
        case.sleep()
        if case.chance(0.15):
            return
        case.wake()
    case.close()
    while case.chance(0.15):
        case.come_back()


def workflow(case: Case) -> None:
    """A workflow asks what it is about, until it ends or somebody steps in."""
    chat, cause = (
        case.chat,
        case.rng.choice(("endWithoutError", "endWithoutError", "interruptByManager", "interruptByUser")),
    )
    number = case.rng.randrange(3)
    step = {"id": f"600{number + 1}", "revisionId": f"{610 + number}", "sectionId": "s1", "actionIndex": 0}
    run = {"id": step["id"], "revisionId": step["revisionId"], "traceId": chat.log_book.new_id(chat.at)}
    run |= {"sectionPath": ["はじめに", case.say("menu")][: 1 + number % 2], "causeOfEnd": cause}
    chat.facts["source"] = chat.facts["source"] | {"workflow": run}
    chat.log("startWorkflow", GREETER)
    case.bot("greeting", workflow=step)
    case.write("menu", 20 * SECOND)
    if cause == "endWithoutError":
        case.bot("handover", workflow=step | {"sectionId": "s2", "actionIndex": 1})
        chat.log("endWorkflow", GREETER)
    else:
        chat.log("interruptWorkflow", case.staff if cause == "interruptByManager" else GREETER)
    case.wait(20 * SECOND)


def left_waiting(case: Case) -> None:
    """The customer waits in line and gives up before anybody looks."""
    case.chat.ask(case.question())
    case.chat.advance(SECOND)
    case.chat.enqueue()
    case.chat.snapshot()


def bot_only(case: Case) -> None:
    """A workflow answers everything: staff never see the chat, it is never opened."""
    workflow(case)
    case.bot("faq", ANSWERER, options=["actAsManager"])
    if case.chance(0.4):
        case.write("thanks", MINUTE)
    case.chat.snapshot()


def support_bot(case: Case) -> None:
    """The bot of former days hands over to staff."""
    run = {"id": "651", "revisionId": "6510", "sectionPath": ["start", "contact"]}
    case.chat.facts["source"] = case.chat.facts["source"] | {"supportBot": run}
    case.bot("greeting", supportBot={"id": run["id"], "revisionId": run["revisionId"], "sectionId": "start"})
    case.begin()
    finish(case)


def marketing(case: Case, kind: str) -> None:
    """A campaign speaks first; some customers answer, and after a week the goal is checked."""
    chat, source = case.chat, {"id": "9001" if kind == "campaign" else "9101", "type": kind}
    chat.facts["source"] = {"marketing": source}
    chat.facts |= {"goalEventName": "OrderCompleted", "goalState": "waiting"}
    chat.text(GREETER, case.say("campaign"), marketing=source, options=["silent"])
    chat.snapshot()
    if case.chance(0.4):
        case.topic = case.topic | {"asks": case.words["campaign_asks"], "tags": ["キャンペーン/春"]}
        case.wait(5 * HOUR)
        case.begin()
        finish(case)
    chat.advance(7 * DAY)
    chat.facts |= {
        "goalState": case.rng.choice(("achieved", "notAchieved", "notAchieved", "none")),
        "goalCheckedAt": chat.at,
    }
    chat.snapshot()


def campaign(case: Case) -> None:
    """One of the spring campaign's chats."""
    marketing(case, "campaign")


def one_time(case: Case) -> None:
    """A single mailing."""
    marketing(case, "oneTimeMsg")


def call(case: Case, direction: str, missed: str | None = None, kind: str = "call") -> None:
    """A telephone call or a meet in the messenger, from the ringing to its end."""
    chat, rng, start = case.chat, case.rng, case.chat.at
    room: Words = {"id": chat.log_book.new_id(start), "chatType": "userChat", "channelId": chat.facts["channelId"]}
    room |= {"mode": "audio" if kind == "call" else "video", "meetType": kind, "roomStartedAt": start}
    line: Words = {"direction": direction, "missedReason": missed}
    if kind == "call":
        phone = chat.customer["profile"].get("mobileNumber", "anonymous")
        ends = (phone, SHOP_NUMBER) if direction == "inbound" else (SHOP_NUMBER, phone)
        line |= {"id": chat.log_book.new_id(start), "from": ends[0], "to": ends[1], "createAt": start}
        line |= {"representativeNumber": SHOP_NUMBER, "primaryNumber": PRIMARY_NUMBER}
    person = chat.user if direction == "inbound" else case.staff
    message = chat.message(person, meet=room | {"state": "live", kind: _filled(line)})
    chat.advance(rng.randrange(4, 25) * SECOND)
    if missed is None:
        line["engagedAt"] = chat.at
        chat.advance(rng.lognormvariate(0, 0.8) * 4 * MINUTE)
    line |= {"closedAt": chat.at} if kind == "call" else {}
    chat.amend(message, meet=room | {"state": "ended", "meetEndedAt": chat.at, kind: _filled(line)})
    chat.advance(SECOND)


def _filled(entity: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entity.items() if value is not None}


def phone_in(case: Case) -> None:
    """A call that somebody takes, noted down and closed."""
    case.chat.advance(case.hours.next_open(case.chat.at) - case.chat.at)
    if case.chance(0.3):
        case.chat.enqueue()
        case.chat.advance(20 * SECOND)
    case.chat.open()
    case.chat.assign(case.staff[1], "autoAssign", GREETER)
    call(case, "inbound")
    case.note("call_note")
    case.close()


def phone_missed(case: Case) -> None:
    """A call that nobody takes; the next working day somebody may call back."""
    at = case.chat.at
    call(case, "inbound", case.rng.choice(MISSED) if case.hours.is_open(at) else "notInOperation")
    case.chat.end("miss", GREETER)
    case.chat.snapshot()
    if case.chance(0.6):
        case.wait_for_staff(HOUR)
        case.chat.open()
        call(case, "outbound", None if case.chance(0.6) else "ringTimeOver")
        case.note("missed_note" if case.chance(0.4) else "call_note")
        case.close()


def front_meet(case: Case) -> None:
    """A written chat that goes on as a meet in the messenger."""
    case.begin()
    case.answer("replies")
    case.wait(MINUTE)
    call(case, "outbound" if case.chance(0.5) else "inbound", "userLeft" if case.chance(0.2) else None, "front")
    case.answer("answers")
    case.close()
