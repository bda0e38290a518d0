"""Row security on lists of pupils to be certified, and on what is owed to whom."""

from django.db import migrations

from shuren.kernel.rowsecurity import wall


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_batches_debts_and_cases")]

    operations = [
        migrations.RunSQL(*wall("certificates_issuanceline")),
        migrations.RunSQL(*wall("certificates_debt")),
    ]
