"""Settings, addresses and entry points: the package that imports every capability."""
