"""Queries on announcements."""
