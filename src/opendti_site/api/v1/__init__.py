"""Version 1 of the API: every address below /api/v1/."""
