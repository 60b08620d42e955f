"""Filters and tags of pages."""
