"""What happens in a chat: each scene is told step by step, by whoever acts."""

from typing import Any

from seeds.chats import GREETER, Chat, Person

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
CSAT = ("userChat.profile.csat", "userChat.profile.csatComment")
Words = dict[str, Any]


class Case:
    """A chat with its topic, its language and the staff member who takes it."""

    def __init__(self, chat: Chat, topic: Words, words: Words, staff: dict[str, str], values: dict[str, str]) -> None:
        self.chat, self.rng, self.hours = chat, chat.rng, chat.log_book.hours
        self.topic, self.words, self.names, self.values = topic, words, staff, values
        self.staff: Person = ("manager", next(iter(staff)))
        self.values["staff"] = staff[self.staff[1]]

    def chance(self, share: float) -> bool:
        """Whether something rare happens this time."""
        return self.rng.random() < share

    def say(self, key: str) -> str:
        """A phrase of the topic, or of the language."""
        phrase = self.topic.get(key) or self.words[key]
        return str(phrase if isinstance(phrase, str) else self.rng.choice(phrase)).format_map(self.values)

    def question(self) -> str:
        """What the customer first asks, at times with all its particulars."""
        return self.say("asks") + (f"\n{self.say('details')}" if self.chance(0.4) else "")

    def letter(self, key: str) -> str:
        """What staff answer, with the courtesies of the house."""
        hello = self.say("hello") + "\n" if self.chance(0.5) else ""
        return hello + self.say(key) + (f"\n\n{self.say('closing')}" if self.chance(0.45) else "")

    def wait(self, median: int) -> None:
        """Let a customer's time pass, most often within a few times the median."""
        self.chat.advance(2 * SECOND + median * self.rng.lognormvariate(0, 1.2))

    def wait_for_staff(self, median: int) -> None:
        """Let staff's time pass; outside operating hours it is mostly the next morning."""
        self.wait(median)
        opening = self.hours.next_open(self.chat.at)
        if opening > self.chat.at and self.chance(0.93):
            self.chat.advance(opening - self.chat.at + self.rng.expovariate(1 / (60 * MINUTE)))

    def write(self, key: str, median: int = 9 * MINUTE) -> None:
        """The customer writes after a while; outside operating hours a bot may say so."""
        self.wait(median)
        self.chat.ask(self.say(key))
        if self.chance(0.2) and not self.hours.is_open(self.chat.at):
            self.bot("away")

    def bot(self, key: str, by: Person = GREETER, **content: Any) -> None:
        """A bot writes at once."""
        self.chat.advance(self.rng.randrange(900, 3_000))
        self.chat.text(by, self.say(key), **content)

    def answer(self, key: str, median: int = 14 * MINUTE) -> None:
        """Staff write, taking the chat first if nobody has it."""
        self.wait_for_staff(median)
        if "assigneeId" not in self.chat.facts and self.chance(0.8):
            self.chat.assign(self.staff[1], "assign", self.staff)
            self.chat.advance(20 * SECOND)
        message = self.chat.reply(self.staff, self.letter(key))
        if self.chance(0.009):
            self.chat.advance(MINUTE)
            self.chat.amend(message, state="removed", plainText=None, blocks=None)
            self.chat.reply(self.staff, self.letter(key))

    def note(self, key: str = "notes") -> None:
        """Staff write something the customer never sees."""
        self.chat.advance(self.rng.randrange(20, 400) * SECOND)
        message = self.chat.text(self.staff, self.say(key), options=["private"])
        if self.chance(0.5):
            self.chat.facts["summarizedMessageId"] = message["id"]

    def hand_over(self) -> None:
        """Another manager takes the chat; now and then it lies unassigned in between."""
        others = [manager for manager in self.names if manager != self.staff[1]]
        successor = self.rng.choice(others)
        self.chat.advance(MINUTE)
        if self.chance(0.2):
            self.chat.facts["assigneeId"] = None
            self.chat.log("unassign", self.staff)
            self.chat.advance(5 * MINUTE)
        self.chat.assign(successor, "assign", self.staff)
        if self.chance(0.3):
            self.chat.advance(MINUTE)
            self.chat.leave(self.staff[1])
        self.staff = ("manager", successor)
        self.values["staff"] = self.names[successor]

    def triage(self) -> None:
        """Routing right after the opening: team, manager, priority, a colleague to look on."""
        chat, guest = self.chat, list(self.names)[-1]
        chat.advance(SECOND)
        if self.chance(0.45):
            chat.hand_to_team(self.topic["team"], GREETER)
        if self.chance(0.35):
            chat.assign(self.staff[1], "autoAssign", GREETER)
        if self.chance(0.15):
            chat.prioritise(self.rng.choice(("high", "high", "low")), self.staff)
        if self.chance(0.08):
            chat.follow(guest, *self.rng.choice((("invite", self.staff), ("join", ("manager", guest)))))

    def begin(self) -> None:
        """The first question, and the opening of the chat for staff."""
        chat = self.chat
        chat.ask(self.question())
        chat.advance(self.rng.randrange(10, 60))
        if self.chance(0.12):
            chat.enqueue()
            chat.advance(self.rng.randrange(30, 900) * SECOND)
        chat.open()
        if self.chance(0.2):
            self.write("follow_ups", MINUTE)
        elif self.chance(0.5) and not self.hours.is_open(chat.at):
            self.bot("away")
        self.triage()

    def exchange(self, rounds: int) -> None:
        """Answers and further questions."""
        for number in range(rounds):
            if self.chance(0.1):
                self.answer("checking", 5 * MINUTE)
            self.answer("answers" if number else "replies")
            if self.chance(0.12):
                self.note()
            if number == 0 and self.chance(0.14):
                self.hand_over()
            if number < rounds - 1:
                self.write("follow_ups")
        if self.chance(0.4):
            self.write("thanks")

    def sleep(self) -> None:
        """Put the chat aside for a while."""
        chat = self.chat
        self.wait_for_staff(MINUTE)
        chat.end("snooze", self.staff)
        if self.chance(0.8):
            chat.snapshot()

    def wake(self) -> None:
        """The customer writes again, or the time is up."""
        if self.chance(0.65):
            self.write("follow_ups", DAY)
        else:
            self.chat.advance(DAY)
            self.chat.open("autoOpen")
        self.answer("answers")

    def label(self) -> None:
        """Tags, sometimes a wrong one that is taken off again, and what the desk notes about the order."""
        chat, rng = self.chat, self.rng
        wanted = [rng.choice(self.topic["tags"])] if self.chance(0.86) else []
        wanted += [tag for tag in self.topic["more_tags"] if self.chance(0.28)]
        if not chat.facts["tags"] and self.chance(0.06):
            chat.tag(self.staff, "営業電話")
            chat.advance(40 * SECOND)
            chat.tag(self.staff, "営業電話", remove=True)
        if wanted := [tag for tag in wanted if tag not in chat.facts["tags"]]:
            chat.tag(self.staff, *wanted)
        facts: Words = {"orderId": self.values["order"], "productName": self.values["product"]}
        facts |= {"orderTotal": int(self.values["price"]), "refundDone": self.chance(0.5), "購入店舗": "オンライン"}
        chat.facts["profile"] |= {key: value for key, value in facts.items() if self.chance(0.45)}
        chat.facts |= {"name": self.topic["name"]} if self.chance(0.6) else {}
        chat.facts |= {"description": self.say("asks")[:40]} if self.chance(0.12) else {}

    def close(self) -> None:
        """Labels, goodbye and close, by staff or by itself; then a survey."""
        chat = self.chat
        self.wait_for_staff(25 * MINUTE)
        self.label()
        chat.advance(5 * SECOND)
        if chat.asked_at or self.chance(0.75):
            chat.end("close", self.staff)
        else:
            chat.advance(DAY)
            chat.end("autoClose", GREETER)
        if self.chance(0.94):
            chat.snapshot()
        if self.chance(0.3):
            self.survey()

    def survey(self) -> None:
        """The bot asks how it was; about half answer, and a later snapshot knows."""
        labels, kinds = self.words["csat"], ("number", "string")
        inputs: list[Words] = [
            {"label": label, "bindingKey": key, "dataType": kind, "type": "radio" if kind == "number" else "text"}
            for label, key, kind in zip(labels, CSAT, kinds, strict=True)
        ]
        self.chat.advance(3 * SECOND)
        form = self.chat.message(GREETER, form={"inputs": inputs})
        if self.chance(0.5):
            return
        self.wait(HOUR)
        score = self.rng.choice((5, 5, 5, 4, 4, 3, 2, 1))
        comment = self.say("comments") if self.chance(0.6) else None
        answered = [inputs[0] | {"value": score}, inputs[1] | ({"value": comment} if comment else {})]
        self.chat.amend(form, form={"inputs": answered, "submittedAt": self.chat.at})
        self.chat.facts["profile"] |= {"csat": score} | ({"csatComment": comment} if comment else {})
        if self.chance(0.75):
            self.chat.advance(20 * SECOND)
            self.chat.snapshot()

    def come_back(self) -> None:
        """The customer writes to a closed chat; a mere thank-you may be closed without an answer."""
        self.write("again", 2 * DAY)
        if self.chance(0.8):
            self.answer("answers")
        self.close()
