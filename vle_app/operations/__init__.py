"""Keeping it running: setting up, backup, restore, doctor."""
