"""The outbox: every message, its wording and its fate."""
