"""Dates for readers of English."""
