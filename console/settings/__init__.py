"""Settings of the desk and of its sending."""
