"""
The methods of composite indices: one package a step, one module a method.

A method's module holds all of it: its stable name, its words, what it decides (the ends of
its scale, what it needs of the numbers), its function of arrays with the source, its
arithmetic in an explanation and its formula in a workbook. A method exists when it stands
in the table of its step, in the package's `__init__`; nothing else in the engine names it,
but for a default.
"""
