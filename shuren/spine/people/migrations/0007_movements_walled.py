"""Row security on what happened to pupils' registrations."""

from django.db import migrations

from shuren.kernel.rowsecurity import wall


class Migration(migrations.Migration):
    dependencies = [("people", "0006_movements")]

    operations = [migrations.RunSQL(*wall("people_movement"))]
