"""The selects in models/ and what they promise."""
