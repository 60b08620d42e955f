"""Words of assessments for pages."""
