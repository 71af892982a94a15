"""Masked exports of hostile people: whatever their names are, and however texts and labels write of them."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote

import pytest

from conftest import AT, PASSWORD, Command, entries, lines, message, webhook
from hostile_people import Person, folded, people, ways

SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 20))]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_byte_of_a_masked_export_tells_of_anybody(wh: Command, seed: int) -> None:
    everybody = people(Random(seed), 12)
    wh("load", "-", stdin=lines(*documents(everybody[:9], everybody[9:])))
    wh("build")
    owner, chosen = everybody[9], [f"VIP/{person.name}" for person in everybody]
    words = ["--as", "0", "--reason", f"for {owner.name}, {owner.email}", "--mask", "--private", "--force"]
    words += [word for tag in chosen for word in ("--any-tag", tag)]
    for form in ("json", "xlsx"):
        said = wh("export", "out.zip", *words, "--format", form, WH_PASSWORD=PASSWORD)
        assert "UserChat data 9" in said.err
        for name, text in texts(entries(Path("out.zip"))):
            told = [(person.name, each) for person in everybody for each in person.secrets if each in text]
            assert [(*each, text[max(0, text.index(each[1]) - 40) :][:80]) for each in told] == [], name


def documents(customers: list[Person], staff: list[Person]) -> Iterator[dict[str, Any]]:
    """A chat of each customer, which tells of the customer and of the staff in all ways; labels name them too."""
    yield webhook({"id": "1", "timeZone": "Asia/Tokyo"}, "channel")
    labels = [f"VIP/{person.name}" for person in (*customers, *staff)]
    yield {"chatTags": [{"id": f"t{n}", "channelId": "1", "name": each} for n, each in enumerate(labels)]}
    for number, person in enumerate(staff):
        yield webhook({"id": str(number), "channelId": "1", "role": "owner", **profile(person)}, "manager")
        yield {"teams": [{"id": f"g{number}", "channelId": "1", "name": f"Team {person.given}"}]}
    for number, person in enumerate(customers):
        user: dict[str, Any] = {"id": f"u{number}", "channelId": "1", "version": 1, "tags": [f"{person.given}様"]}
        yield webhook({**user, "memberId": person.member, "name": person.name, "profile": profile(person)}, "user")
        of_it: dict[str, Any] = {"id": f"c{number}", "channelId": "1", "userId": f"u{number}", "createdAt": AT}
        path = ["start", f"ask {person.given}"]
        page = {"page": f"https://example.com/{person.email}", "workflow": {"id": "w", "sectionPath": path}}
        yield webhook({**of_it, "version": 1, "tags": labels[:9], "name": person.name, "source": page}, "userChat")
        for place, way in enumerate(each for known in (person, *staff) for each in ways(known)):
            yield webhook(message(f"m{number}-{place}", chatId=f"c{number}", plainText=way))


def profile(person: Person) -> dict[str, str]:
    """A profile with all that is known of the person."""
    number = f"+81{person.mobile}"
    return {"name": person.name, "email": person.email, "mobileNumber": number, "username": person.member}


def texts(held: dict[str, bytes]) -> Iterable[tuple[str, str]]:
    """All that the entries hold, without pseudonyms, in the form in which it is compared."""
    for name, data in held.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as workbook:
                yield from texts({each: workbook.read(each) for each in workbook.namelist()})
        else:
            said = unquote(unquote(html.unescape(data.decode())))
            yield name, folded(re.sub("(person|email|phone)-[0-9a-f]{12}", "|", said))
