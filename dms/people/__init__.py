"""Persons and organisations: who writes to the office, whom it writes to, whom it meets."""
