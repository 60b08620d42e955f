"""`python -m opendti` is the command line."""

from __future__ import annotations

from opendti.cli import main

if __name__ == "__main__":
    main()
