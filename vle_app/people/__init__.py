"""People and how they come in: accounts, devices, one-time links, visitors."""
