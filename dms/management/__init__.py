"""The commands of `akta`."""
