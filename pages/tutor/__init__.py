"""The tutor's pages."""
