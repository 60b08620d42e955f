"""The site: a thin Django project of pages, permissions, rows and jobs over the engine."""
