from django.db import migrations, models


class Migration(migrations.Migration):
    """A refusal is kept with its values, and whole."""

    dependencies = (("jobs", "0001_initial"),)

    operations = (
        migrations.AlterField(
            model_name="run",
            name="note",
            field=models.TextField(
                blank=True, help_text="a message as kernel.messages keeps it, told in the reader's language"
            ),
        ),
    )
