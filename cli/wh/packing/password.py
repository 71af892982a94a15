"""The password of the zip: letters and digits only, so that every unzip program takes it."""

from __future__ import annotations

import re
import secrets
import string

from wh.errors import UsageError

RULE = "at least 10 characters, only A-Z, a-z and 0-9"
_PASSWORD = re.compile(r"[A-Za-z0-9]{10,}")


def generated_password() -> str:
    """Sixteen random letters and digits."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(16))


def is_password(password: str) -> bool:
    """Whether it keeps RULE."""
    return bool(_PASSWORD.fullmatch(password))


def check_password(password: str) -> None:
    """A UsageError unless it has at least ten characters, English letters and digits only."""
    if not is_password(password):
        raise UsageError(f"the password must have {RULE}", "see --generate-password")
