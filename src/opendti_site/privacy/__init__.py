"""Personal data: what is kept of whom, why and how long; a person's own data as a file; erasing a person."""
