"""The report: what happened to chats as one page, which counts it under any filter."""
