"""Rounds: one campaign over a frozen framework, its units in blocks, its dates.

Owns the words *round* and *submission* (a unit's part in a round). Knows nothing of values.
"""
