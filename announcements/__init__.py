"""What is told to whole communities: followers, customer groups, group robots."""
