"""The data dictionary: every table, sheet and column, what it means and where it comes from, as one page."""
