import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0006_roots_follow_each_other")]

    operations = [
        migrations.AlterField(
            model_name="unitcertificate",
            name="root",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.root"),
        ),
    ]
