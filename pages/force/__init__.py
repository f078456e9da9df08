"""The force lead's pages."""
