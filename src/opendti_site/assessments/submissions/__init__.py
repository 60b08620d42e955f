"""Submissions: the answers of one unit in one round, saved as they are typed, and what they score.

Owns the words *answer* and *score entry*. The one answer table of a round comes from here.
"""
