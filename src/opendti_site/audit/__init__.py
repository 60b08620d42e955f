"""Who did what to what, and when: lines that are only added, each sealing the one before.

Owns the words *audit line* and *chain*. Every action of the site records one line inside
its own transaction. Knows nothing of what the lines are about.
"""
