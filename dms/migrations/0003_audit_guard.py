"""The audit trail can only be added to, held by the database itself: whoever changes or deletes there is refused.

On PostgreSQL the triggers are ENABLE ALWAYS, so they also fire for a session that plays a replica. The owner of the
tables can still switch them off; that is why the application is another account (dms/database.py). SQLite forgets the
triggers of a table when a migration makes it anew: a migration that changes these tables must make them again, and a
test looks for them after all migrations.
"""

from django.db import migrations

TABLES = ("dms_auditevent", "dms_auditseal")
REFUSAL = "the audit trail can only be added to"

POSTGRESQL = [
    f"""CREATE FUNCTION akta_only_add() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$""",
    *(
        statement
        for table in TABLES
        for statement in (
            f"CREATE TRIGGER only_add_rows BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION akta_only_add()",
            f"CREATE TRIGGER only_add_table BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION akta_only_add()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_add_rows",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_add_table",
        )
    ),
]
SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table in TABLES
    for verb in ("update", "delete")
]


def guard(apps, schema_editor):
    """Make the triggers."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Once, and not taken back."""

    dependencies = [("dms", "0002_term_retired")]
    operations = [migrations.RunPython(guard)]
