"""A framework as text (YAML, JSON) and as the official annex (XLSX, DOCX)."""
