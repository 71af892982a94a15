"""DuckDB and Jinja, in our words."""
