"""
Readers of tables, one a kind of file.

They run in the child process of `opendti.untrusted`; nothing else calls them.
"""
