"""The engine: a plan is a function from a table of answers to a table of scores."""
