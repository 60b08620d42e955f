"""Every value that arrives: what it says, of what period, when it was recorded, and where it came from."""
