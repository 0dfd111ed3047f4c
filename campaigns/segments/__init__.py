"""Segments: members described by conditions."""
