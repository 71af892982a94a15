"""Write the sample channel's webhooks: about 400 chats of an invented shop, April to June 2025.

    python -m seeds.generate

Reads phrases.toml, wh.toml and the lists in events/*.json beside it; writes events/2025-04.jsonl.gz and its two
successors, always the same bytes.
"""

import gzip
import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from seeds import arrivals
from seeds.chats import CHANNEL, Chat, EndOfSampleError, Log
from seeds.customers import Customers
from seeds.hours import Hours, instant, local
from seeds.scenes import DAY, HOUR, MINUTE, Case, Words

HERE = Path(__file__).parent
BEGIN, END = instant(2025, 4, 1), instant(2025, 7, 1)
CHATS, EARLY = 408, 12
WEEKDAY_WEIGHTS = (17, 16, 16, 16, 15, 10, 10)
HOUR_WEIGHTS = (3, 2, 1, 1, 1, 1, 2, 4, 5, 7, 9, 9, 8, 8, 8, 8, 7, 7, 6, 6, 7, 8, 7, 5)
STAFF = {"ja": {"302": 30, "303": 22, "304": 17, "305": 14, "306": 10, "301": 7}, "en": {"307": 70, "301": 30}}
MEDIUMS = {
    "ja": {"": 50, "appLine": 27, "email": 15, "appInstagramMessenger": 8},
    "en": {"": 50, "email": 35, "appInstagramMessenger": 15},
}
SCENES: dict[Callable[[Case], None], float] = {
    arrivals.conversation: 72,
    arrivals.phone_in: 6,
    arrivals.phone_missed: 4,
    arrivals.campaign: 6,
    arrivals.one_time: 1.5,
    arrivals.bot_only: 6,
    arrivals.support_bot: 2.5,
    arrivals.front_meet: 2,
    arrivals.left_waiting: 1,
}
BY_PHONE = (arrivals.phone_in, arrivals.phone_missed)

Key = TypeVar("Key")


def listed(name: str) -> Any:
    """The content of a list file."""
    content = json.loads((HERE / "events" / f"{name}.json").read_text(encoding="utf-8"))
    return next(iter(content.values()))


def pick(rng: Random, weights: Mapping[Key, float]) -> Key:
    """One of the keys, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def starts(rng: Random) -> list[int]:
    """When the chats begin, in order; a few of them before the first file."""
    days = [BEGIN + day * DAY for day in range((END - BEGIN) // DAY)]
    chosen = rng.choices(days, [WEEKDAY_WEIGHTS[local(day).weekday()] for day in days], k=CHATS - EARLY)
    chosen += [BEGIN - rng.randrange(1, 4) * DAY for _ in range(EARLY)]
    return sorted(day + rng.choices(range(24), HOUR_WEIGHTS)[0] * HOUR + rng.randrange(HOUR) for day in chosen)


class Sample:
    """The whole sample in the making."""

    def __init__(self) -> None:
        self.phrases = tomllib.loads((HERE / "phrases.toml").read_text(encoding="utf-8"))
        settings = tomllib.loads((HERE / "wh.toml").read_text(encoding="utf-8"))["channels"][CHANNEL]
        self.rng = Random(90001)
        self.log = Log(self.rng, Hours.read(listed("channel"), settings), BEGIN, END)
        self.customers = Customers(self.log, self.phrases["names"])
        self.staff_names = {manager["id"]: manager["name"].split()[-1] for manager in listed("managers")}

    def values(self, customer: Words, at: int) -> dict[str, str]:
        """What the placeholders of the phrases stand for in one chat."""
        day, rng = local(at + 3 * DAY), self.rng
        date = f"{day.month}月{day.day}日" if customer["language"] == "ja" else f"{day:%B} {day.day}"
        order = f"A-{rng.randrange(10**6, 10**7)}"
        product = rng.choice(self.phrases["names"][f"{customer['language']}_products"])
        price = f"{rng.randrange(4, 300) * 110}"
        return {"order": order, "product": product, "customer": customer["name"], "day": date, "price": price}

    def traits(self, language: str, number: int) -> Words:
        """The ways in: page, messenger, mail or telephone."""
        medium = pick(self.rng, MEDIUMS[language])
        if medium.startswith("app"):
            name = {"appLine": "みほん商店 LINE", "appInstagramMessenger": "mihon.example"}[medium]
            source = {"appMessenger": {"id": f"am-{len(medium)}", "mediumType": medium, "displayName": name}}
            return {"contactMediumType": medium, "mediumType": "app", "mediumId": f"am-{len(medium)}", "source": source}
        if medium:
            return {"contactMediumType": medium, "mediumType": "email", "mediumId": "m-1", "source": {}}
        page = self.rng.choice(("", f"items/{number % 60}", "mypage/orders", "cart", "help/returns?from=footer"))
        return {"mediumType": "native", "source": {"page": f"https://shop.example.jp/{page}"}}

    def staff(self, language: str, at: int) -> dict[str, str]:
        """Managers who speak the language, the one in charge first; one of them left the shop in May."""
        weights = STAFF[language] | ({"308": 12} if language == "ja" and at < instant(2025, 5, 10) else {})
        first = pick(self.rng, weights)
        return {manager: self.staff_names[manager] for manager in sorted(weights, key=lambda one: one != first)}

    def case(self, at: int, number: int, by_phone: bool) -> Case:
        """A customer with a topic, and a chat for it."""
        language = "ja" if self.rng.random() < 0.68 else "en"
        customer = self.customers.arrive(language, at)
        traits = self.traits(language, number)
        if by_phone:
            traits = {
                "contactMediumType": "phoneNumber",
                "mediumType": "phone",
                "mediumId": arrivals.SHOP_NUMBER,
                "source": {},
            }
        topic = self.rng.choice([topic for topic in self.phrases["topics"] if topic["language"] == language])
        chat = Chat(self.log, customer, at, **traits)
        return Case(chat, topic, self.phrases[language], self.staff(language, at), self.values(customer, at))

    def tell(self, at: int, number: int) -> None:
        """One chat to its end or to the end of the sample, when it is seen once more as it stands."""
        scene = pick(self.rng, SCENES)
        case = self.case(at, number, scene in BY_PHONE)
        if number == CHATS // 2:
            scene, case.topic = arrivals.conversation, case.topic | self.extremes(case)
        try:
            scene(case)
        except EndOfSampleError:
            case.chat.at = END - self.rng.randrange(5, 90) * MINUTE
            case.chat.snapshot()

    def extremes(self, case: Case) -> Words:
        """A message of 3,000 characters on a chat with eight tags."""
        long = self.phrases["long"]["opening"]
        while len(long) < 3_000:
            long += self.phrases["long"]["line"].format_map(self.values(case.chat.customer, case.chat.at))
        tags = [tag["name"] for tag in listed("chat-tags")][:8]
        case.chat.tag(case.staff, *tags)
        return {"asks": [long[:3_000]], "tags": tags[:1], "more_tags": []}

    def team_room(self) -> None:
        """Staff among themselves: messages that belong to no customer chat."""
        for week in range(12):
            at = BEGIN + week * 7 * DAY + 10 * HOUR
            entity: Words = {"id": self.log.new_id(at), "chatKey": "group-71", "chatType": "group", "chatId": "71"}
            entity |= {"channelId": CHANNEL, "personType": "manager", "personId": "301", "state": "sent"}
            entity |= {"createdAt": at, "updatedAt": at, "version": 0}
            text = self.rng.choice(self.phrases["ja"]["team_room"])
            self.log.emit(at, "push", "message", entity | {"plainText": text})

    def write(self) -> None:
        """One file per month, in the order things happened."""
        months: dict[str, list[str]] = {}
        for at, body in sorted(self.log.lines, key=lambda line: line[0]):
            line = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
            months.setdefault(f"{local(at):%Y-%m}", []).append(line + "\n")
        for month, lines in months.items():
            packed = gzip.compress("".join(lines).encode(), compresslevel=9, mtime=0)
            (HERE / "events" / f"{month}.jsonl.gz").write_bytes(packed)


def main() -> None:
    """Tell every chat and write the files."""
    sample = Sample()
    for number, at in enumerate(starts(sample.rng)):
        sample.tell(at, number)
    sample.team_room()
    sample.write()


if __name__ == "__main__":
    main()
