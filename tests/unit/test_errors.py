"""Errors, and the hint for a word that is not known."""

from __future__ import annotations

from wh.errors import FaultError, UsageError, WhError, nearest


def test_a_close_word_is_offered() -> None:
    assert nearest("user_chat", ["users", "user_chats", "teams"]) == "did you mean user_chats?"


def test_all_words_are_offered_where_none_is_close() -> None:
    assert nearest("zebra", ["teams", "bots"]) == "known: bots, teams"


def test_usage_and_faults_have_their_own_exit_codes() -> None:
    assert (UsageError("x").exit_code, FaultError("x").exit_code) == (2, 1)
    assert issubclass(UsageError, WhError)
    assert str(FaultError("what", "hint")) == "what"
