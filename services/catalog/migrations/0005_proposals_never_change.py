"""What was proposed is what is reviewed: the database refuses to change it, and to decide it twice (R5)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION catalog_refuse_proposal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'waiting' AND
       to_jsonb(NEW) - 'state' - 'reviewer_id' - 'decided_at' - 'reason' - 'version_id' =
       to_jsonb(OLD) - 'state' - 'reviewer_id' - 'decided_at' - 'reason' - 'version_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A proposal never changes: withdraw it and propose anew.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER catalog_proposal_row BEFORE UPDATE OR DELETE ON catalog_proposal
    FOR EACH ROW EXECUTE FUNCTION catalog_refuse_proposal_change();
"""

ALLOW = """
DROP TRIGGER catalog_proposal_row ON catalog_proposal;
DROP FUNCTION catalog_refuse_proposal_change();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_proposals")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
