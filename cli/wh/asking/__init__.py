"""What an export is asked for, by whom, and which chats that is."""
