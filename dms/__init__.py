"""The office and the shell around it: one package per noun of the office, and the entrances to them."""

__version__ = "0.1.0"
