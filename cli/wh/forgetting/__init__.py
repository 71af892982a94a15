"""A customer, a chat or a message taken out for good."""
