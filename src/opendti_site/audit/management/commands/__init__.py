"""Commands of the audit chain."""
