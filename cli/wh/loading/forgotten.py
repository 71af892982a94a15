"""What was taken out for good stays out: of each load it goes again before anything is counted."""

from __future__ import annotations

import re

from wh.engine.database import Database
from wh.home.home import hashed
from wh.loading.rejects import Rejects

_WORD = re.compile(r"[\w-]+")


def keep_out(database: Database, load_id: int, rejects: Rejects) -> Rejects:
    """Removes what is forgotten from a load; returns its rejects without those that name it."""
    hashes = {found for (found,) in database.rows("select hash from raw.forgotten")}
    if not hashes:
        return rejects
    database.run("sql/raw/kept_out.sql", load_id=load_id)
    return Rejects(each for each in rejects if not any(hashed(word) in hashes for word in _WORD.findall(each.text)))
