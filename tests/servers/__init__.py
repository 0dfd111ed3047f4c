"""Real database and Redis servers for the tests, started from wheels on a bare machine."""
