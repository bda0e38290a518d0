import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collection", "0009_who_drafted_before_does_not_clear"), ("orgs", "0003_found_by_batch")]

    operations = [
        migrations.AlterField(
            model_name="gap",
            name="org",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.org",
            ),
        ),
        migrations.AlterField(
            model_name="gap",
            name="question",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="gaps",
                to="collection.question",
            ),
        ),
    ]
