"""Units, users, roles, levels, guards: who may see what and do what."""
