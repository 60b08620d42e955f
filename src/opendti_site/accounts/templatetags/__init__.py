"""Tags of the sign-in page."""
