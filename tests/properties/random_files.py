"""Files of random documents: sound and broken ones, of every kind and version, in every form, packed or not."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from plain_loader import kinds

AT = 1_743_500_000_000
TEXTS = ["", "x", "[]", "{}", '{"a":1}', "[画像]", "null", "a\u2028b", "é\0", "\\", '"', "{[", "= 1", "12", " "]
ODD: list[Any] = [None, "", [], {}, 0, -1, 12, True, "x", "12", [1], ["a", None], [[1]], [{}], {"a": 1}, {"a": [{}]}]
INSTANTS: list[Any] = [
    *(
        AT,
        AT + 1,
        str(AT),
        float(AT),
        "2025-04-01T09:33:20Z",
        "2025-04-01T18:33:20.5+09:00",
        "2025-04-01 09:33:20.0007z",
    ),
    *(None, AT // 1000, AT * 1000, -5, "soon", "2025-04-01", "2025-04-31T00:00:00Z", [], {}, "", [AT]),
]
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    **{"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress},
}
FOLDERS = ["", "type=user/", "channel=1/year=2025/", "deep/er/"]


class Files:
    """A writer of random files; `documents` are those written, each with the line it begins in, in load order."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.documents: list[tuple[int, bytes]] = []

    def write(self, folder: Path, count: int) -> None:
        """One file of `count` documents."""
        random, number = self._random, len(self.documents)
        form = random.choice([self._lines, self._lines, self._values, self._array])
        data, ending = form([self._document() for _ in range(count)])
        packing = random.choice(list(PACKINGS))
        path = folder / f"{number:06}" / f"{random.choice(FOLDERS)}a{ending}{packing}"
        path.parent.mkdir(parents=True)
        path.write_bytes(PACKINGS[packing](data))

    def _lines(self, documents: list[Any]) -> tuple[bytes, str]:
        data = b""
        for document in documents:
            text = self._harmed(self._text(document), lines=True)
            data += self._random.choice([b"", b"", b"\n", b" \r\n"])
            self.documents.append((data.count(b"\n") + 1, text))
            data += text + b"\n"
        return data, self._random.choice([".jsonl", ".ndjson", ".jsonl.1"])

    def _values(self, documents: list[Any]) -> tuple[bytes, str]:
        documents = [each for each in documents if each not in ([], 5)]  # an array of none; 5 and 5 would be 55
        return self._joined(documents, b"", [b"", b"\n", b" \n\n"], b""), ".json"

    def _array(self, documents: list[Any]) -> tuple[bytes, str]:
        return self._joined(documents, b"[\n", [b",", b" ,\n"], b"]\n"), ".json"

    def _joined(self, documents: list[Any], head: bytes, gaps: list[bytes], tail: bytes) -> bytes:
        data, gap, indent = head, self._random.choice(gaps), self._random.choice([None, None, 2])
        for place, document in enumerate(documents):
            text = self._harmed(self._text(document, indent), lines=False)
            data += gap if place else b""
            self.documents.append((data.count(b"\n") + 1, text))
            data += text
        return data + tail

    def _text(self, document: Any, indent: int | None = None) -> bytes:
        return json.dumps(document, ensure_ascii=self._random.random() < 0.3, indent=indent).encode()

    def _harmed(self, text: bytes, *, lines: bool) -> bytes:
        """Most are left as they are."""
        random = self._random
        place = random.randrange(len(text))
        match random.randrange(30 if lines else 60):
            case 0:
                return text.replace(b'"x"', b'"\\ud83d"')
            case 1:
                return text.replace(b'"x"', b'"caf\xe9"')
            case 2:
                return text.replace(b'"x"', b'"\x01"')
            case 3:
                return (
                    text.replace(b'"x"', b'"x", "id": "of equal keys"')
                    if text[:1] == b"{" and b"[" not in text
                    else text
                )
            case 4 if lines:
                return text[:place] or b"{"
            case 5 if lines:
                return text[:place] + random.choice([b"\x00", b'"', b"}", b"\xff"]) + text[place:]
        return text

    def _document(self) -> Any:
        random = self._random
        match random.randrange(12):
            case 0:
                return random.choice([5, "x", None, [], {}, {"type": "tooManyRequests"}, {"messages": []}, {"x": "{["}])
            case 1 | 2 | 3:
                return self._page()
            case 4:
                return self._page() | {random.choice(list(self._page()) or ["refers"]): random.choice(ODD)}
        name, kind = random.choice(list(kinds().items()))
        types = kind["types"] + [kind["single"], "zebra"]
        event = random.choice([*["upsert"] * 8, "delete", "Delete", None, 5])
        body = {"event": event, "type": random.choice(types), "entity": self._entity(name)}
        if event == "delete" and random.random() < 0.5:
            body["entity"] = {key: each for key, each in body["entity"].items() if key in ("id", "updatedAt")}
        refers = random.choice([{}, {}, None, [], self._referred(), random.choice(ODD)])
        return body | ({"refers": refers} if refers is not None else {})

    def _page(self) -> dict[str, Any]:
        page: dict[str, Any] = {"next": "x"} if self._random.random() < 0.5 else {}
        for name in self._random.sample(list(kinds()), 2):
            kind = kinds()[name]
            if self._random.random() < 0.5:
                page[kind["single"]] = self._entity(name)
            else:
                odd: list[Any] = [self._random.choice([None, "m", 5, {}])] if self._random.random() < 0.1 else []
                page[kind["many"]] = [self._entity(name) for _ in range(self._random.randrange(4))] + odd
        return page

    def _referred(self) -> dict[str, Any]:
        known = [name for name, kind in kinds().items() if kind["refers"]]
        return {kinds()[name]["single"]: self._entity(name) for name in self._random.sample(known, 2)}

    def _entity(self, name: str) -> dict[str, Any]:
        """An entity of few ids and versions, so that states come again; now and then with something odd."""
        random, kind = self._random, kinds()[name]
        entity: dict[str, Any] = {each: self._value(kind["fields"][each], sound=True) for each in kind["required"]}
        entity[kind["required"][0]] = random.choice("abc")
        entity |= random.choice([{}, {"version": random.randrange(3)}, {"version": 1, "updatedAt": AT}])
        sound = random.random() < 0.8
        for each in random.sample(list(kind["fields"]), min(len(kind["fields"]), random.randrange(1, 8))):
            if each not in entity:
                entity[each] = self._value(kind["fields"][each], sound)
        if random.random() < 0.02:
            entity[random.choice(["channel_id", "created_at"])] = random.choice([AT, "1", None])
        if random.random() < 0.03:
            entity.pop(random.choice(list(entity)))
        return entity

    def _value(self, shape: Any, sound: bool) -> Any:
        random = self._random
        if not sound and random.random() < 0.3:
            return random.choice(ODD)
        match shape:
            case dict():
                return {key: self._value(inner, sound) for key, inner in shape.items() if random.random() < 0.7}
            case [dict() as inner]:
                return [self._value(inner, sound) for _ in range(random.randrange(3))]
            case "INSTANT":
                return random.choice(INSTANTS[:7] if sound else INSTANTS)
            case "BIGINT":
                return random.choice([0, 1, 60000, "60000", 2.0])
            case "BOOLEAN":
                return random.choice([True, False, "true", 0])
            case "VARCHAR[]":
                return random.choice([[], ["a"], ["a", "b/c"], "VIP", [1, None], [*TEXTS]])
            case "PROFILE":
                return random.choice([{}, {"k": "x", "n": {"m": [1, {}]}}, '{"k": 1}', None, "", {"a": None, "b": ""}])
            case "JSON":
                return random.choice([1, "x", [1], {"a": 1}, None])
        return random.choice([*TEXTS, 7, True])
