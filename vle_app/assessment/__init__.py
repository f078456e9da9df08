"""Handing in, marking, releasing."""
