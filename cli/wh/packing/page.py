"""A page that is one file: its styles, its scripts and its data inside, and nothing that it may load from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from html import escape
from typing import Any

from wh import assets


def page(name: str, title: str, language: str, data: Any, packed: Sequence[tuple[str, str]] = ()) -> str:
    """The page that web/built/<name>.js makes of `data` and of texts of base64 by their ids.

    Its policy names the hashes of its own script and style: no other one runs, whatever the data says.
    """
    script, style = _built(f"{name}.js"), _built(f"{name}.css")
    policy = f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:"
    return _built("page.html").format(
        language=escape(language),
        policy=escape(policy),
        title=escape(title),
        style=style,
        data="\n".join(f'<script type="text/plain" id="{key}">{text}</script>' for key, text in packed),
        meta=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        script=script,
    )


def _built(name: str) -> str:
    return (assets.root() / "web" / "built" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
