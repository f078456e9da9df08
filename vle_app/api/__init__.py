"""The plain HTTP routes and the front door."""
