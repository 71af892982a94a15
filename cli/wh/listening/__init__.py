"""Bodies of webhooks, on the disk before they are acknowledged, in files that `wh load` reads."""
