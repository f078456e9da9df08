"""Qualifications, programmes and each person's own timeline."""
