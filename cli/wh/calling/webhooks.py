"""The webhook that the platform sends to us: found by its address, or made."""

from __future__ import annotations

from typing import Any, NamedTuple

from wh.calling.client import Client
from wh.calling.versions import REST, V5
from wh.errors import FaultError

NAME = "wh"
SCOPES = (  # without those of team chat, which no model reads
    *("userChat.opened", "message.created.userChat"),
    *("lead.upserted.contact", "member.upserted.contact", "lead.deleted", "member.deleted"),
)


class Webhook(NamedTuple):
    """One that sends to us; the token shows that it is the platform that does."""

    token: str
    is_new: bool
    is_blocked: bool


def register(client: Client, url: str) -> Webhook:
    """The webhook that sends to an address; it is made where there is none."""
    fields: dict[str, str] = {}
    seen: set[str] = set()
    while True:
        page = client.get(V5.webhooks, REST, fields)
        for each in page.get("webhooks") or []:
            if isinstance(each, dict) and each.get("url") == url:
                return Webhook(_token(each), is_new=False, is_blocked=bool(each.get("blocked")))
        fields = {"since": str(page.get("next"))}
        if page.get("next") is None or fields["since"] in seen:
            break
        seen.add(fields["since"])
    wanted = {"name": NAME, "url": url, "scopes": list(SCOPES), "apiVersion": "v5"}
    return Webhook(_token(client.post(V5.webhooks, REST, wanted).get("webhook")), is_new=True, is_blocked=False)


def _token(webhook: Any) -> str:
    token = webhook.get("token") if isinstance(webhook, dict) else None
    if not isinstance(token, str) or not token.strip():
        raise FaultError("the platform gives no token for the webhook", "set it up in its settings (Webhook)")
    return token
