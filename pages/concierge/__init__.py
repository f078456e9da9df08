"""The concierge's pages."""
