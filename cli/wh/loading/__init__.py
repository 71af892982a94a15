"""From event files to raw.duckdb."""
