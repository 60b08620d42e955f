"""Lines of cells to the entries of an annex: columns, points, numbers, tree."""
