"""wh: a warehouse for support chats."""
