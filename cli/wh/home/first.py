"""The first settings of a home: the template, with what is known of the channel."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from zoneinfo import available_timezones

from wh.errors import UsageError, nearest
from wh.home.settings import parse_settings

_HOURS = re.compile(r"(\d{1,2}:\d\d) ?[-–] ?(\d{1,2}:\d\d)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True)
class Answers:
    """What somebody says of the channel; "" leaves it to the platform. `hours`, like 10:00-19:00, are of weekdays."""

    zone: str = ""
    hours: str = ""
    owner: str = ""


NO_ANSWERS = Answers()


def check_zone(zone: str) -> None:
    """A UsageError unless there is such a time zone."""
    if zone and zone not in available_timezones():
        raise UsageError(f"{zone} is no time zone", nearest(zone, available_timezones()))


def check_hours(hours: str) -> None:
    """A UsageError unless these are hours, or none."""
    if hours:
        parse_settings(tomllib.loads(_channel(Answers(hours=hours))))


def with_answers(template: str, answers: Answers) -> str:
    """The text of wh.toml: a template with answers in the place of its examples."""
    check_zone(answers.zone)
    check_hours(answers.hours)
    text = template
    if answers.owner:
        owners = f"owners = [{json.dumps(answers.owner, ensure_ascii=False)}]"
        text = re.sub(r"(?m)^# owners = .*?(?=  +#|$)", lambda _: owners, text)
    if answers.zone or answers.hours:
        text = text[: text.index("# [channels.default]")] + _channel(answers)
    return text


def _channel(answers: Answers) -> str:
    lines = ['[channels.default]              # or [channels."<channel id>"]']
    if answers.zone:
        lines.append(f"time_zone = {json.dumps(answers.zone)}")
    if answers.hours:
        if not (found := _HOURS.fullmatch(answers.hours.strip())):
            raise UsageError(f"{answers.hours}: hours are written like 10:00-19:00")
        start, end = (each.zfill(5) for each in found.groups())
        lines += [f'hours.{day} = [["{start}", "{end}"]]' for day in _WEEKDAYS]
    lines.append('# holidays = ["2025-05-03"]')
    return "\n".join(lines) + "\n"
