"""
What can be wrong with data: a code, its parameters, a position, and words in both languages.

A program reads the code and the parameters; people read `Fault.text`. The words stand
in `words/`, one module a kind of data, and are no part of any other module: whoever
finds a fault names its code. `Fault` itself is imported from `opendti.errors`.
"""

from opendti.faults.catalogue import CATALOGUE, GROUPS
from opendti.faults.template import Words

__all__ = ["CATALOGUE", "GROUPS", "Words"]
