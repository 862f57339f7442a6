"""A published version is immutable: the database itself refuses (R5)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION catalog_refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Retiring a version is the one thing that may still happen to it.
    IF TG_OP = 'UPDATE' AND
       to_jsonb(NEW) - 'retired_at' - 'retired_reason' = to_jsonb(OLD) - 'retired_at' - 'retired_reason' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A published version never changes: publish the next one instead.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER catalog_version_row BEFORE UPDATE OR DELETE ON catalog_matterversion
    FOR EACH ROW EXECUTE FUNCTION catalog_refuse_version_change();
CREATE TRIGGER catalog_version_table BEFORE TRUNCATE ON catalog_matterversion
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_refuse_version_change();
"""

ALLOW = """
DROP TRIGGER catalog_version_table ON catalog_matterversion;
DROP TRIGGER catalog_version_row ON catalog_matterversion;
DROP FUNCTION catalog_refuse_version_change();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
