"""Running the site: workers and their jobs, periodic chores, backup and restore."""
