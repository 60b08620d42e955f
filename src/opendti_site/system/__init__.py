"""The page of whoever runs the site, and its doctor: what is wrong, and its remedy.

It asks every capability and none asks it.
"""
