"""The sample pilot and the practice mailbox. Never mounted in production."""
