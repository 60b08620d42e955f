"""Reads of reminders: what forms lack, whom to write to about it, and who was written to."""
