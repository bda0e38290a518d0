from pathlib import Path

from django.db import migrations

UNDO = """
DROP TRIGGER cases_entry_append_only ON cases_entry;
DROP FUNCTION cases_append_only();
DROP SEQUENCE cases_number;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), UNDO)]
