"""Database and index from the archive alone, by the registry of kinds."""
