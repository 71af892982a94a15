"""`wh pull` with keys or words that make no sense: told in one line, and no key is shown."""

from __future__ import annotations

import pytest

from conftest import Command


def test_keys_that_are_not_known_or_can_be_read_by_others(wh: Command) -> None:
    assert "no access key of the platform is known" in wh.fails("pull", code=2)
    file = wh.home / "pull.keys"
    file.write_text("", "utf-8")
    file.chmod(0o600)
    assert f"{file} has no access key" in wh.fails("pull", code=2)
    file.write_text('[main]\naccess_key = "secret-one"\n', "utf-8")
    file.chmod(0o644)
    assert f"chmod 600 {file}" in wh.fails("pull", code=2)
    file.chmod(0o600)
    said = wh.fails("pull", code=2)
    assert f"[main] in {file} has no access_secret" in said
    assert "secret-one" not in said
    assert "go together" in wh.fails("pull", code=2, WH_ACCESS_KEY="x")
    for text in ("two words", "two\nlines", "キー", " "):
        said = wh.fails("pull", code=2, WH_ACCESS_KEY=text, WH_ACCESS_SECRET="x")
        assert "is no access key" in said
        assert text.strip() not in said or not text.strip()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--since", "yesterday"], "--since yesterday is no day"),
        (["--api", "v6"], "--api v6 is not known"),
        (["--base-url", "http://example.com"], "is no https address"),
    ],
)
def test_words_that_make_no_sense(wh: Command, words: list[str], told: str) -> None:
    assert told in wh.fails("pull", *words, code=2, WH_ACCESS_KEY="x", WH_ACCESS_SECRET="y")
