"""Pages of one's own account, of links for a password, and of the people that a coordinator looks after."""
