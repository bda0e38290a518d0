"""Row security on every table of persons."""

from django.db import migrations

from shuren.kernel.rowsecurity import wall

WALLED = ("people_person", "people_enrolment", "people_post", "people_guardianship")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_registers")]

    operations = [migrations.RunSQL(*wall(table)) for table in WALLED]
