import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("planning", "0001_initial"),)
    operations = (
        migrations.AddField(
            "plan",
            "recorded_at",
            models.DateTimeField("录入时间", auto_now=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
    )
