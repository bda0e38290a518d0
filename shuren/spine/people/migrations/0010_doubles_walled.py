"""Row security on records that may be one person, and on what was merged."""

from django.db import migrations

from shuren.kernel.rowsecurity import wall

WALLED = ("people_doubt", "people_question", "people_formernumber", "people_merge")


class Migration(migrations.Migration):
    dependencies = [("people", "0009_one_person_one_record")]

    operations = [migrations.RunSQL(*wall(table)) for table in WALLED]
