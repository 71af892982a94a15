"""Write a channel's history as webhook files, to measure speed: real in shape and size, empty of meaning.

    python tests/benchmarks/generate.py OUT_DIR --messages 1000000 --seed 1 --files 8

N messages make about N/6 chats; the same arguments always write the same bytes.
"""

import argparse
import json
import multiprocessing
from collections.abc import Callable
from itertools import count
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any, TextIO

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
TOKYO, DAYS, START = 9 * HOUR, 730, 1_688_137_200_000  # 2023-07-01, midnight in Tokyo
CHANNEL, BOT, OPEN_MINUTES = "90001", "801", ((600, 780), (840, 1140))
STAFF, STAFF_WEIGHTS = [str(number) for number in range(301, 313)], [25, 14, 11, 9, 8, 8, 6, 6, 5, 4, 2, 2]
TAGS = [f"{top}/{leaf}" for top in ("返品", "配送", "不具合", "billing", "account") for leaf in "ABCDE"]
MEDIUMS = [None, None, None, "appLine", "appLine", "email", "appInstagramMessenger", "phoneNumber"]
MEASURES = ["waitingTime", "avgReplyTime", "totalReplyTime", "replyCount", "resolutionTime"]
RUN = {"revisionId": "12", "sectionPath": ["start", "order"], "causeOfEnd": "interruptByUser"}
SENTENCES = [
    "お世話になっております。先日注文した商品がまだ届いていないようです。\n担当部署に確認のうえ、ご連絡いたします😊",
    "返品の手続きは https://shop.example.jp/returns?step=1&lang=ja からお願いいたします。",
    'The page says "payment declined" and points to C:\\logs\\checkout, please help!\t',
    "=SUM(A1:A3) is what your CSV shows in the total column 📦 ",
]


def operating_clock(at: int) -> int:
    """Milliseconds of opening time (weekdays 10:00-13:00 and 14:00-19:00 in Tokyo) from a fixed Monday until `at`."""
    day, time = divmod(at + TOKYO, DAY)
    week, weekday = divmod(day + 3, 7)
    today = min(max(time - 10 * HOUR, 0), 3 * HOUR) + min(max(time - 14 * HOUR, 0), 5 * HOUR)
    return (week * 5 + min(weekday, 5)) * 8 * HOUR + (today if weekday < 5 else 0)


def measured(clock: Callable[[int], int], turns: list[tuple[int, int]], opened: int, closed: int) -> list[int | None]:
    """The five measures of a cycle on one clock; replies sent while it stands still are not counted."""
    waits = [clock(end) - clock(start) for start, end in turns]
    counted = [wait for wait, (_, end) in zip(waits, turns, strict=True) if clock(end + 1) > clock(end)]
    mean = (2 * sum(counted) + len(counted)) // (2 * len(counted)) if counted else None
    resolution = clock(closed) - clock(opened) if closed else None
    return [waits[0] if waits else None, mean, sum(counted), len(counted), resolution]


class History:
    """The webhooks of one file, held back until their day has passed so that they leave in time order."""

    def __init__(self, part: int, seed: int) -> None:
        self.part, self.rng = part, Random(f"{seed}/{part}")
        self.phrases = [self.phrase() for _ in range(5_000)]
        self.held, self.customers, self.numbers = list[tuple[int, str]](), list[tuple[int, str]](), count(1)

    def new_id(self) -> str:
        """The next id, scattered like real ones; factor and shift keep different numbers different."""
        mixed = (next(self.numbers) << 16 | self.part) * 0x9E3779B97F4A7C15F39D & (1 << 80) - 1
        return f"{mixed ^ mixed >> 37:020x}"

    def phrase(self) -> str:
        """Half a message, escaped for JSON: about 50 characters, now and then beyond 1,000."""
        size = int(self.rng.lognormvariate(3.8, 0.9)) if self.rng.random() > 0.015 else self.rng.randrange(900, 1_500)
        return json.dumps("".join(self.rng.choices(SENTENCES, k=size // 20 + 1))[:size], ensure_ascii=False)[1:-1]

    def upsert(self, at: int, kind: str, entity: dict[str, Any]) -> None:
        """Add an entity as it stands, its empty keys left out as the platform does."""
        filled = {key: value for key, value in entity.items() if value not in (None, "", [])}
        body = {"event": "upsert", "type": kind, "entity": filled, "refers": {}}
        self.held.append((at, json.dumps(body, ensure_ascii=False, separators=(",", ":"))))

    def release(self, out: TextIO, until: int) -> None:
        """Write what happened before an instant."""
        self.held.sort(key=itemgetter(0))
        out.writelines(line + "\n" for at, line in self.held if at < until)
        self.held = [entry for entry in self.held if entry[0] >= until]


class Chat:
    """One chat, told from its first message to its last close, with the platform's metrics of its current cycle."""

    def __init__(self, history: History, at: int) -> None:
        self.history, self.rng, self.id = history, history.rng, history.new_id()
        self.created_at = self.opened_at = at
        new = [(at, history.new_id())] if not history.customers or self.rng.random() < 0.7 else []
        history.customers += new
        self.since, self.user_id = new[0] if new else self.rng.choice(history.customers)
        self.staff, self.assignee, self.tags = self.rng.choices(STAFF, STAFF_WEIGHTS)[0], "", list[str]()
        self.version, self.asked_at, self.first_reply, self.turns = 0, 0, 0, list[tuple[int, int]]()

    def message(self, at: int, person: str, person_id: str, log: str = "", refers: str = "") -> None:
        """Add one message: a log, or a text that hardly ever comes twice, plain and in blocks."""
        head, tail = self.rng.choice(self.history.phrases), self.rng.choice(self.history.phrases)
        text = f"{head} No.{int(self.rng.random() * 1e8):08d} {tail}"
        body = log or f'"language":"ja","plainText":"{text}","blocks":[{{"type":"text","value":"{text}"}}]'
        line = (
            f'{{"event":"push","type":"message","entity":{{"id":"{self.history.new_id()}"'
            f',"chatKey":"userChat-{self.id}","channelId":"{CHANNEL}","chatType":"userChat","chatId":"{self.id}"'
            f',"personType":"{person}","personId":"{person_id}","createdAt":{at},"updatedAt":{at},"version":0'
            f',"state":"sent",{body}}},"refers":{{{refers}}}}}'
        )
        self.history.held.append((at, line))

    def log(self, at: int, action: str, *values: str) -> None:
        """Add a log message, by the bot (the chat's own steps) or by staff."""
        author = ("bot", BOT) if action in ("create", "open") else ("manager", self.staff)
        self.message(at, *author, f'"log":{{"action":"{action}","values":{json.dumps(values, ensure_ascii=False)}}}')

    def snapshot(self, at: int, state: str) -> None:
        """Add the chat as it stands, with the metrics of its current cycle and what is known of its origin."""
        self.version += 1
        number, closed = int(self.id[:7], 16), at if state == "closed" else 0
        run = {"workflow": RUN | {"id": f"{4000 + number % 7}"}} if number % 3 == 0 else {}
        known: dict[str, Any] = {"id": self.id, "channelId": CHANNEL, "userId": self.user_id, "state": state}
        known |= {
            "source": {"page": f"https://shop.example.jp/p/{number % 900}", "workflow": run},
            "priority": "medium",
        }
        known |= {"contactMediumType": MEDIUMS[number % 8], "profile": {"orderId": f"A-{number}", "plan": "pro"}}
        known |= {"assigneeId": self.assignee, "managerIds": [self.assignee] * bool(self.assignee), "tags": self.tags}
        known |= {"createdAt": self.created_at, "firstOpenedAt": self.created_at, "firstAskedAt": self.created_at}
        known |= {"openedAt": self.opened_at, "closedAt": closed or None, "firstRepliedAt": self.first_reply or None}
        known |= {"firstRepliedAtAfterOpen": self.turns[0][1] if self.turns else None, "version": self.version}
        known |= zip(MEASURES, measured(int, self.turns, self.opened_at, closed), strict=True)
        operating = measured(operating_clock, self.turns, self.opened_at, closed)
        known |= zip((f"operation{name[0].upper()}{name[1:]}" for name in MEASURES), operating, strict=True)
        self.history.upsert(at, "userChat", known | {"updatedAt": at})

    def upsert_user(self, at: int) -> None:
        """Add the customer with profile and device."""
        profile = {"email": f"{self.user_id}@example.com", "orders": int(self.user_id[0], 16), "rank": "gold"}
        known: dict[str, Any] = {"id": self.user_id, "channelId": CHANNEL, "type": "member", "profile": profile}
        known |= {"web": {"device": "desktop", "osName": "macOS", "browserName": "Safari", "lastSeenAt": at}}
        known |= {"createdAt": self.since, "updatedAt": at, "version": at // SECOND, "name": f"Customer {self.since}"}
        self.history.upsert(at, "user", known)

    def open(self, at: int) -> None:
        """Start a cycle with a question."""
        self.opened_at, self.turns = at, []
        self.log(at, "open")
        self.snapshot(at, "opened")
        self.ask(at)

    def ask(self, at: int) -> None:
        """Add a customer message, half of the time with the partial user beside it."""
        partial_user = f'"user":{{"id":"{self.user_id}","name":"Customer {self.since}","type":"member"}}'
        self.message(at, "user", self.user_id, refers=partial_user if self.rng.random() < 0.5 else "")
        self.asked_at = self.asked_at or at

    def reply(self, at: int) -> None:
        """Add a staff message; it ends the turn if one is running."""
        if not self.assignee and self.rng.random() < 0.8:
            self.assignee = self.staff
            self.log(at - SECOND, "assign", self.staff)
        self.message(at, "manager", self.staff)
        if self.asked_at:
            self.turns.append((max(self.asked_at, self.opened_at), at))
            self.first_reply = self.first_reply or at
        self.asked_at = 0

    def end(self, at: int) -> None:
        """Close the chat, tagged the first time, or now and then put it to sleep."""
        if self.rng.random() < 0.1:
            return self.log(at, "snooze")
        if not self.tags and self.rng.random() < 0.7:
            self.tags = self.rng.sample(TAGS, self.rng.choice((1, 1, 2, 3)))
            self.log(at - SECOND, "addTags", *self.tags)
        self.asked_at = 0
        self.log(at, "close")
        return self.snapshot(at, "closed")

    def after(self, at: int, median: int, staff: bool = False) -> int:
        """An instant later, most often within a few times the median; staff mostly wait for the next morning."""
        at += 2 * SECOND + int(median * self.rng.lognormvariate(0, 1.3))
        while staff and self.rng.random() < 0.95 and operating_clock(at + 1) == operating_clock(at):
            at = ((at - HOUR) // DAY + 1) * DAY + HOUR + int(self.rng.random() * HOUR)
        return at

    def tell(self, messages: int) -> None:
        """Add the whole story with exactly so many messages that are not logs."""
        at, ended = self.created_at, True
        self.log(at, "create")
        self.upsert_user(at)
        for number in range(messages):
            if ended:
                at = self.after(at, 2 * DAY) if number else at
                self.open(at)
            elif self.rng.random() < (0.6 if self.asked_at else 0.1):
                at = self.after(at, 12 * MINUTE, staff=True)
                self.reply(at)
            elif self.rng.random() < 0.25:
                at += 2 * SECOND
                self.message(at, "bot", BOT)
            else:
                at = self.after(at, 6 * MINUTE)
                self.ask(at)
            ended = self.rng.random() < (0.95 if number == messages - 1 else 0 if self.asked_at else 0.05)
            if ended:
                at = self.after(at, HOUR)
                self.end(at)


def write_file(folder: Path, messages: int, seed: int, files: int, part: int) -> None:
    """Write one webhook file, a run of days; its content depends on the arguments alone."""
    history, end = History(part, seed), DAYS * part // files
    left = messages * part // files - messages * (part - 1) // files
    with (folder / f"events-{part:03d}.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for day in range(DAYS * (part - 1) // files, end):
            sizes = list[int]()
            while left > messages * (end - day - 1) // DAYS:
                sizes.append(min(1 + int(history.rng.lognormvariate(1.36, 0.85)), 120, left))
                left -= sizes[-1]
            starts = sorted(START + int((day + history.rng.triangular(0, 1, 0.6)) * DAY) for _ in sizes)
            for at, size in zip(starts, sizes, strict=True):
                Chat(history, at).tell(size)
            history.release(out, START + (day + 1) * DAY)
        history.release(out, 2 * START)


def write_lists(folder: Path) -> None:
    """Write the channel, its managers, bots and tags, as the Open API answers them."""
    ranges = [{"dayOfWeeks": ["mon", "tue", "wed", "thu", "fri"], "from": a, "to": b} for a, b in OPEN_MINUTES]
    channel = {"id": CHANNEL, "name": "Benchmark", "timeZone": "Asia/Tokyo", "operationTimeScheduling": True}
    people = [{"id": id_, "channelId": CHANNEL, "name": f"Staff {id_}", "role": "owner"} for id_ in STAFF]
    tags = [{"id": f"{number}", "channelId": CHANNEL, "name": tag} for number, tag in enumerate(TAGS, 501)]
    bots = [{"id": BOT, "channelId": CHANNEL, "name": "Bot"}]
    lists = {"channel": channel | {"operationTimeRanges": ranges}, "managers": people, "bots": bots, "chatTags": tags}
    for key, content in lists.items():
        (folder / f"{key}.json").write_text(json.dumps({key: content}, ensure_ascii=False) + "\n", encoding="utf-8")


def generate(folder: Path, messages: int, seed: int, files: int) -> None:
    """Write the whole history into a new or empty folder, one process per processor."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SystemExit(f"error: {folder} is not empty")
    write_lists(folder)
    with multiprocessing.Pool() as pool:
        pool.starmap(write_file, [(folder, messages, seed, files, part + 1) for part in range(files)], chunksize=1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a channel's history as webhook files.")
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    for option, default in ("--messages", 1_000_000), ("--seed", 1), ("--files", 8):
        parser.add_argument(option, type=int, default=default)
    generate(**vars(parser.parse_args()))
