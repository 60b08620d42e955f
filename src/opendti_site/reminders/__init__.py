"""Reminders: letters before and after deadlines, what each person wants of them, and whom coordinators write to.

Knows deadlines by sources that other capabilities register (`sources`); each letter is sent once.
"""
