"""My day: what awaits me, from all features; the jobs and what went wrong; the audit trail."""
