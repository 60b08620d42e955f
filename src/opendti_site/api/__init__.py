"""The HTTP API for programs: one file a capability, versioned; it asks the queries and actions that pages ask."""
