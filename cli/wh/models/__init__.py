"""The selects in models/: what they promise, their order, the relations they become and the checks of their rows."""
