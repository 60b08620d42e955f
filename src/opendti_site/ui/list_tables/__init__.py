"""Lists that people send as files and take home: units, people.

A capability says which columns there are and what its rows mean; here are the reading, the page's form,
and the faults that any list may have.
"""
