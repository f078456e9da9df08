"""What the people who run the programme look at: who needs attention, who is where, and how the pilot stands."""
