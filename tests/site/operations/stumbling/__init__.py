"""An app whose migrations come last and end badly: what an upgrade leaves behind then."""
