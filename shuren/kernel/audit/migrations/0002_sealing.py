from pathlib import Path

from django.db import migrations

UNDO = """
DROP TRIGGER audit_entry_sealed ON audit_entry;
DROP TRIGGER audit_entry_append_only ON audit_entry;
DROP TRIGGER audit_seal_append_only ON audit_seal;
DROP FUNCTION audit_append_only();
DROP FUNCTION audit_seal_entry();
DROP FUNCTION audit_canonical(audit_entry);
DROP FUNCTION audit_field(text);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO)]
