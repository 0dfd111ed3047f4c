"""What the answers say: scores with their margins, waves, cuts, comments, tables to take away."""
