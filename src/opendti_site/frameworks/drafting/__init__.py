"""
A draft's content as plain data: what its file says, faults and all.

It knows the words of the file format, how a form shows them and how they are read
back. Its fields are those of the engine's models, but it reads no model of a draft, so that
a draft may be wrong and still be edited.
"""
