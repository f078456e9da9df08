"""The internal quality assurer's pages."""
