"""From raw events to a published warehouse."""
