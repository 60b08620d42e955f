"""What the templates of results may say."""
