"""What happens by itself: each module is run(now)."""
