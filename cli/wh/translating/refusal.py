"""Why a construct of a select cannot be translated, and what to write instead."""

from __future__ import annotations

from sqlglot.expressions import Expr


class RefusalError(Exception):
    """A construct that no rule was written for: the node of the tree where it stands, and the spelling to use."""

    def __init__(self, node: Expr, told: str, hint: str) -> None:
        super().__init__(told)
        self.node = node
        self.told = told
        self.hint = hint
