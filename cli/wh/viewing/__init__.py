"""The commands that change nothing: parse, one call, print."""
