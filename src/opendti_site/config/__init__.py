"""The only place that knows every capability: settings, addresses, entry points."""
