"""The only queries of the desk."""
