"""wh: a warehouse for support chats."""

__version__ = "0.1.0"
