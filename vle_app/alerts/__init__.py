"""What is due, whether it is still true, and what to say."""
