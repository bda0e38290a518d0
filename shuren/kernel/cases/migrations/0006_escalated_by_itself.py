from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_acted_for_the_absent")]

    operations = [
        migrations.AddField(
            model_name="stay",
            name="escalated",
            field=models.BooleanField(default=False, help_text="put before superiors because it is overdue"),
        ),
    ]
