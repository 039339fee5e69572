"""Django's PostgreSQL backend with two rules of Akta: one writer at a time, and a lost connection is made again."""
