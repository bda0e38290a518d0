"""Row security on certificates: each bears a person's name."""

from django.db import migrations

from shuren.kernel.rowsecurity import wall


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_certificates")]

    operations = [migrations.RunSQL(*wall("certificates_certificate"))]
