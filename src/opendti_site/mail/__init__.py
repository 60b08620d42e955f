"""Letters to people: queued in the transaction of an act, sent by workers and housekeeping.

A capability registers its kinds of letter (`kinds`) and calls `actions.queue_mail`. The text is made
when a letter is sent, so the queue holds no text and no secret: a link is signed at that moment.
"""
