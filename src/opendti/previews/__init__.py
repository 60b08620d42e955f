"""
Pictures of what a document looks like: a page of a PDF, or an image, encoded anew.

Whoever looks at a document is sent these pictures and nothing of the file itself. The readers
run in the child process of `opendti.untrusted`; they need the extra `previews`, which is part of `site`.
"""
