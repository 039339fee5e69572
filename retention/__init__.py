"""The way out: categories, due dates and their reasons, export packages."""
