"""A believable shop to try everything with; `python -m bootstrap.demo` runs it."""
