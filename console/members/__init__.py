"""会员: who they are, what they hold, and what staff change of it."""
