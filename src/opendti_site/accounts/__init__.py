"""People, how they sign in, and the roles that they hold over a subtree of units.

Owns the words *user*, *role* and *role assignment*. Knows a unit only by its path.
"""
