#!/usr/bin/env python
"""Django's entrance; the console script `akta` is the same program."""

from dms.cli import main

if __name__ == "__main__":
    main()
