"""DECISIONS.md, section by section, and which of them a template names."""

from __future__ import annotations

import re
from functools import cache

from wh import assets


@cache
def decisions() -> dict[str, str]:
    """The text of each section by its title."""
    text = (assets.root() / "DECISIONS.md").read_text("utf-8")
    sections = re.findall(r"^### (.+)\n((?:(?!#).*\n?)*)", text, re.MULTILINE)
    return {title: re.sub(r"^Pinned by .*(?:\n.+)*", "", body, flags=re.MULTILINE).strip() for title, body in sections}


def named_in(template: str) -> list[str]:
    """The titles of the sections that the comments of a template name."""
    lines = (assets.root() / template).read_text("utf-8").splitlines()
    comments = " ".join(line.lstrip(" -") for line in lines if line.lstrip().startswith("--"))
    return [title for title in decisions() if f'"{title}"' in comments]
