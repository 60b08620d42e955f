"""Questions about one criterion of a submitted form: an explanation asked for, or the criterion given back.

Owns the words *request* and *reply*. A request has its own deadline, which the clock keeps.
"""
