"""The assessed bodies: a tree of units with codes, blocks and dates.

Owns the words *unit* and *block of a unit*. Knows nothing of rounds or scores.
"""
