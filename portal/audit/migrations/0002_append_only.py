"""The database itself refuses to change or remove what was recorded."""

from django.db import migrations

TABLES = ("audit_entry", "audit_checkpoint", "audit_checkpointhead")

REFUSE = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit record is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
"""

# One trigger a statement, not a row: even an UPDATE that matches nothing is told so.
GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse_change();"),
        *(
            migrations.RunSQL(GUARD.format(table=table), f"DROP TRIGGER {table}_append_only ON {table};")
            for table in TABLES
        ),
    ]
