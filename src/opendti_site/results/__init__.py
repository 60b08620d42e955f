"""Results: runs, from a frozen table of answers to scores, ranks and their arithmetic.

Owns the words *run* (one computation over frozen inputs) and *explanation of a score*
(rule, inputs and arithmetic of one node of one unit). A run is appended and never
changed; computing it again gives the same bytes. It knows nothing of editions, of
public pages or of who may read what has been published.
"""
