"""Amounts as templates write them."""
