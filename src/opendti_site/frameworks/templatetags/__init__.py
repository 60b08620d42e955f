"""Words of frameworks for pages."""
