"""The words of faults, by what they are about."""
