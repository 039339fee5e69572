"""Django's SQLite backend with the capitals and the order of Polish."""
