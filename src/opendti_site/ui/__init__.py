"""The look: page shells, parts of pages, number and date formats, styles.

Owns no rows and knows no capability.
"""
