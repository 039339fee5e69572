"""What of the office is kept in the archive: the registry of kinds, and the write-back of changes as new versions."""
