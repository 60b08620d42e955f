"""Evidence: documents of a unit, as files or citations, and the criteria they are cited for.

Owns the words *document*, *citation* and *waiver* (the reason why evidence is missing).
"""
