"""How versions of one entity are told apart: by version, by updatedAt, or by both at odds with each other.

Two contents of an entity never share version and updatedAt: which of them is newer would be anybody's guess.
"""

from collections.abc import Callable

from hypothesis import strategies as st

from .values import Entity

# The marks of the n-th content of an entity created at an instant.
Style = Callable[[int, int], Entity]


def numbered(at: int, n: int) -> Entity:
    return {"version": n + 1, "updatedAt": at + n}


def dated(at: int, n: int) -> Entity:
    return {"updatedAt": at + 1000 * n}


def at_odds(at: int, n: int) -> Entity:
    return {"version": n + 1, "updatedAt": at + 10_000 - n}


def same_version(at: int, n: int) -> Entity:
    return {"version": 1, "updatedAt": at + n}


def first_unmarked(at: int, n: int) -> Entity:
    return {"version": n, "updatedAt": at} if n else {}


styles = st.sampled_from([numbered, dated, at_odds, same_version, first_unmarked])
