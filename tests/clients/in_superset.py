"""Superset, its metadata in SQLite, asked through its REST API: python in_superset.py WAREHOUSE SUCCESSOR FOLDER."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

SETTINGS = """
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
SECRET_KEY = "{key}"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
"""
WAITED = {"expressionType": "SQL", "sqlExpression": "sum(waiting_time)", "label": "waited"}


class Superset:
    """The application in this process, with one administrator who is logged in."""

    def __init__(self, folder: Path) -> None:
        key, password = secrets.token_hex(), secrets.token_hex()
        settings = folder / "superset_config.py"
        settings.write_text(SETTINGS.format(folder=folder, key=key))
        os.environ.update(SUPERSET_CONFIG_PATH=str(settings), SUPERSET_HOME=str(folder))
        from flask_appbuilder import Model
        from superset.app import create_app

        application = create_app()
        with application.app_context():
            from superset import appbuilder, db, security_manager

            for metadata in (Model.metadata, db.metadata):
                metadata.create_all(db.engine)
            appbuilder.add_permissions(update_perms=True)
            security_manager.sync_role_definitions()
            role = security_manager.find_role("Admin")
            security_manager.add_user("admin", "Ad", "Min", "admin@example.com", role, password)
        self._client = application.test_client()
        self._headers: dict[str, str] = {}
        login = self.post("security/login", username="admin", password=password, provider="db")
        self._headers["Authorization"] = f"Bearer {login['access_token']}"

    def get(self, place: str) -> Any:
        return self._answer(self._client.get(f"/api/v1/{place}", headers=self._headers))

    def post(self, place: str, **body: Any) -> Any:
        return self._answer(self._client.post(f"/api/v1/{place}", json=body, headers=self._headers))

    @staticmethod
    def _answer(response: Any) -> Any:
        if response.status_code not in (200, 201):
            sys.exit(f"{response.status_code} {response.text}")
        return response.json


def chart(superset: Superset, dataset: int) -> Any:
    """Chats of a year by state, with a metric of Superset's own and one in SQL."""
    query = {
        "columns": ["state"],
        "metrics": ["count", WAITED],
        "filters": [{"col": "created_at_local", "op": "TEMPORAL_RANGE", "val": "2025-04-01 : 2026-01-01"}],
        "orderby": [["state", True]],
        "row_limit": 100,
    }
    source = {"id": dataset, "type": "table"}
    answer = superset.post(
        "chart/data", datasource=source, queries=[query], force=True, result_format="json", result_type="full"
    )
    return [list(row.values()) for row in answer["result"][0]["data"]]


def main(warehouse: str, successor: str, folder: str) -> None:
    superset = Superset(Path(folder))
    extra = json.dumps({"engine_params": {"connect_args": {"read_only": True}}})
    address = f"duckdb:///{warehouse}"
    database = superset.post("database/", database_name="warehouse", sqlalchemy_uri=address, extra=extra)["id"]
    dataset = superset.post("dataset/", database=database, schema="main", table_name="user_chats")["id"]
    sheet = superset.post("dataset/", database=database, schema="sheets", table_name="user_chats")["id"]
    fields = ("column_name", "type", "type_generic", "is_dttm", "description")
    columns = superset.get(f"dataset/{dataset}")["result"]["columns"]
    found = {
        "schemas": superset.get(f"database/{database}/schemas/")["result"],
        "columns": [[column[field] for field in fields] for column in columns],
        "sheet": len(superset.get(f"dataset/{sheet}")["result"]["columns"]),
        "chart": chart(superset, dataset),
    }
    os.replace(successor, warehouse)  # noqa: PTH105
    print(json.dumps({**found, "replaced": chart(superset, dataset)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
