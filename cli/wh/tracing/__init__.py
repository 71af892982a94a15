"""Lineage: from which fields of raw events and settings a column comes, and which columns a field decides."""
