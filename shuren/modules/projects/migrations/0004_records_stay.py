from django.db import migrations

TABLES = ("announcement", "award", "contract", "milestone", "acceptance", "payment")
FUNCTION = """
CREATE FUNCTION projects_records_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change text[] := ARRAY['reversed_at', 'reversed_by', 'why_reversed', 'red_voucher', 'done_on', 'org_path'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change OR OLD.reversed_at IS NOT NULL
     AND to_jsonb(NEW) - 'org_path' <> to_jsonb(OLD) - 'org_path' THEN
    RAISE EXCEPTION 'records of projects are reversed, never edited (%)', TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
"""
TRIGGER = """
CREATE TRIGGER projects_{0}_stays BEFORE UPDATE OR DELETE ON projects_{0}
  FOR EACH ROW EXECUTE FUNCTION projects_records_stay();
"""
UNDO = "".join(f"DROP TRIGGER projects_{name}_stays ON projects_{name};" for name in TABLES)


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_purchases_and_payments")]

    operations = [
        migrations.RunSQL(
            FUNCTION + "".join(TRIGGER.format(name) for name in TABLES), UNDO + "DROP FUNCTION projects_records_stay();"
        )
    ]
