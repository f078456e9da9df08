"""What is true: the rules and actions of the learning environment."""
