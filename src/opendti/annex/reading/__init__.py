"""Files of strangers to plain lines of cells: bounded, and without meaning yet."""
