"""The invented customers of the sample channel."""

from collections.abc import Mapping, Sequence
from typing import Any

from seeds.chats import CHANNEL, Log

DEVICES = (
    ("desktop", "macOS", "Safari"),
    ("desktop", "Windows", "Edge"),
    ("mobile", "iOS", "Safari"),
    ("mobile", "Android", "Chrome"),
)
ABROAD = (
    ("FI", "Helsinki", "Europe/Helsinki"),
    ("US", "Seattle", "America/Los_Angeles"),
    ("SG", "Singapore", "Asia/Singapore"),
)


class Customers:
    """Everyone who ever wrote, each with the newest state of their profile."""

    def __init__(self, log: Log, names: Mapping[str, Sequence[str]]) -> None:
        self.log, self.rng, self.names = log, log.rng, names
        self.known: dict[str, list[dict[str, Any]]] = {"ja": [], "en": []}

    def arrive(self, language: str, at: int) -> dict[str, Any]:
        """A new customer or one who comes back; either way their profile is sent."""
        known = self.known[language]
        if known and self.rng.random() < 0.32:
            customer = self.rng.choice(known)
        else:
            customer = self.newcomer(language, at)
            known.append(customer)
        self.update(customer, at)
        return customer

    def newcomer(self, language: str, at: int) -> dict[str, Any]:
        """Name, addresses and habits of somebody who does not exist."""
        rng, number = self.rng, sum(map(len, self.known.values())) + 1
        parts = [rng.choice(self.names[f"{language}_{part}"]) for part in ("family", "given")]
        name = " ".join(parts if language == "ja" else reversed(parts))
        member = rng.random() < 0.6
        country, city, zone = (
            rng.choice(ABROAD) if language == "en" else ("JP", rng.choice(self.names["cities"]), "Asia/Tokyo")
        )
        return {
            "id": self.log.new_id(at),
            "channelId": CHANNEL,
            "memberId": f"m-{10_000 + number}" if member else None,
            "type": ("unified" if rng.random() < 0.06 else "member") if member else "lead",
            "member": member,
            "name": name,
            "profile": self.profile(name, language, number, member),
            "tags": rng.choice(([], [], [], ["VIP"], ["会員", "メルマガ"], ["wholesale"])),
            "country": country,
            "city": city,
            "language": language,
            "timeZone": zone,
            "unsubscribeEmail": rng.random() < 0.1,
            "unsubscribeTexting": rng.random() < 0.05,
            "blocked": number % 97 == 0,
            "hasPushToken": rng.random() < 0.3,
            "createdAt": at - rng.choice((0, 0, rng.randrange(400 * 86_400_000))),
            "sessionsCount": rng.randrange(1, 30),
            "version": rng.randrange(1, 9),
        }

    def profile(self, name: str, language: str, number: int, member: bool) -> dict[str, Any]:
        """Free keys; the telephone numbers lie outside every numbering plan or in the range kept for fiction."""
        phone = f"+8190{number:08d}" if language == "ja" else f"+1202555{100 + number % 100:04d}"
        domain = "example.jp" if language == "ja" else "example.com"
        found: dict[str, Any] = {"name": name}
        if self.rng.random() < 0.8:
            found["email"] = f"customer{number}@{domain}"
        if self.rng.random() < 0.5:
            found["mobileNumber"] = phone
        if member:
            found |= {"rank": self.rng.choice(("gold", "silver", "none")), "totalOrders": self.rng.randrange(40)}
        if number % 23 == 0:
            found |= {
                "landlineNumber": "+81300000123",
                "avatarUrl": f"https://shop.example.jp/u/{number}.png",
                "会員番号": f"A{number}",
            }
        return found

    def update(self, customer: dict[str, Any], at: int) -> None:
        """Send the customer as seen now."""
        device, system, browser = self.rng.choice(DEVICES)
        sessions = customer["sessionsCount"] = customer["sessionsCount"] + 1
        customer["version"] += 1
        seen: dict[str, Any] = {"hasChat": True, "updatedAt": at, "lastSeenAt": at, "alert": 0, "unread": 0}
        seen["web"] = {"device": device, "os": system, "osName": system, "browser": browser, "browserName": browser}
        seen["web"] |= {"sessionsCount": sessions, "lastSeenAt": at}
        if customer["hasPushToken"]:
            app = {"device": "phone", "os": system, "osName": system, "appName": "Mihon App", "appVersion": "4.2.1"}
            seen["mobile"] = app | {"sessionsCount": sessions // 2, "lastSeenAt": at - 3_600_000}
        self.log.emit(at, "upsert", "user", customer | seen)
