"""People whose names, addresses and numbers are hard to hide, and the ways in which they are written."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

FAMILIES = ["田中", "朝霧野", "김", "Müller", "O'Neil", "カトウ", "Weiß", "Velvet", "林田", "Иванов", "Plum-Jones"]
GIVEN = ["花子", "みお", "철수", "Ünal", "José", "タロウ", "Quartz", "さくら", "太郎", "Анна", "Annie Lou"]
UNSPACED = ["田中花子", "林田太郎", "朝霧野みお", "김철수"]
SHAPES = [
    "{} {}",
    "{}　{}",
    "{}・{}",
    "{}, {}",
    "{}_{}",
    "{} {}様",
    "{}【{}】",
    "{} {} 2",
    "{} {}（taro.x@example.com）",
]


@dataclass(frozen=True)
class Person:
    """A person, and the parts of the name that count."""

    family: str
    given: str
    name: str
    email: str
    mobile: str  # its ten digits after the country code 81
    member: str

    @property
    def secrets(self) -> list[str]:
        """What no masked export holds, in whatever way it was written; no name of one character."""
        names = [self.family, *self.given.split(), self.email.split("@")[0], self.mobile, self.member]
        return [folded(each) for each in names if len(each) > 1]


def folded(text: str) -> str:
    """A text as it is compared: letters of one width and case, and no sign that may divide digits."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return plain.translate({ord(sign): None for sign in "-() "})


def people(chance: Random, count: int) -> list[Person]:
    """Some people. Local parts of addresses and member ids stand in no name, so that each is looked for by itself."""
    return [_person(chance, number) for number in chance.sample(range(10_000, 100_000), count)]


def _person(chance: Random, number: int) -> Person:
    family, given = chance.choice(FAMILIES), chance.choice(GIVEN)
    name = chance.choice(UNSPACED) if (alone := chance.random() < 0.2) else chance.choice(SHAPES).format(family, given)
    if alone:
        family, given = (name[:1], name[1:]) if name == "김철수" else (name[:-2], name[-2:])
    email = chance.choice(["zq{}@example.jp", "Zq.{}+x@例え.jp", "zq&{}@docomo.ne.jp"]).format(number)
    member = chance.choice(["7{}", "id-7{}"]).format(number)
    return Person(family, given, name, email, f"90{number}{number % 1000:03}", member)


def ways(person: Person) -> list[str]:
    """The ways in which a text may write of the person."""
    digits = person.mobile
    groups = digits[:2], digits[2:6], digits[6:]
    names = [person.name, person.family, *(each for each in person.given.split() if len(each) > 1)]
    written = [
        *names, *(each.upper() for each in names), *(wide(each) for each in names),
        *(unicodedata.normalize("NFD", each) for each in names), *(each.replace("'", "’") for each in names),
        *(f"https://example.com/?name={quote(each)}&x=1" for each in names),
        f"{person.family}_{person.given}", f"{person.family}77", person.email, person.email.upper(), wide(person.email),
        person.email.replace("@", "%40"), quote(quote(person.email)), person.email.replace("@", "&#64;"),
        f"mailto:{person.email}", f"member {person.member}, please",
        f"0{digits}", f"+81{digits}", f"%2B81{digits}", f"81{digits}", wide(f"+81-{'-'.join(groups)}"),
        *("0" + sign.join(groups) for sign in ("-", " ", "/", "_", "・", "の", "~", "\n", "\t", "ー")),
        f"HP0{'-'.join(groups)}", f"(0{groups[0]}){groups[1]}-{groups[2]}", f"0{digits[:4]}-{digits[4:]}",
    ]  # fmt: skip
    return [each for each in written if each.strip()]


def wide(text: str) -> str:
    """The text with its Latin letters, digits and signs in full width."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)
