"""Values that other programs send: what they may send, what is wrong with a row, what was answered."""
