"""Row security on marks and their corrections: each speaks of one pupil."""

from django.db import migrations

from shuren.kernel.rowsecurity import wall


class Migration(migrations.Migration):
    dependencies = [("marks", "0001_marks")]

    operations = [migrations.RunSQL(*wall("marks_mark")), migrations.RunSQL(*wall("marks_correction"))]
