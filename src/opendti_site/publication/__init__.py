"""Publication: editions, and the public pages that need no sign-in.

Owns the word *edition*: a finished run, published at a dated address with its source
and its manifest. An edition never changes; a correction is a new edition that says
what changed. It knows nothing of tasks, forms or the staff's day.
"""
