"""Reads for the system's page, each in a constant number of queries."""
