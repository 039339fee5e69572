"""The inbox: what waits to be described, one record at a time or many at once."""
