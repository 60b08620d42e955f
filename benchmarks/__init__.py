"""The engine's budgets, each measured against a plain baseline or a peer in the same run."""
