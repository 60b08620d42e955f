"""Framework releases as rows: the shelf of index definitions that rounds are opened with.

Owns the words *framework release*, *shelf* and *sheet* (a framework as pages show it). A published
release is frozen. This capability knows units, rounds and answers not at all.
"""
