"""What is stored: tables, enums and constraints. Importing this registers every table."""

from models import assessment, base, catalogue, enrolments, notices, people, programmes, records, timeline

__all__ = ["assessment", "base", "catalogue", "enrolments", "notices", "people", "programmes", "records", "timeline"]
