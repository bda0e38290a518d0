import django.db.models.deletion
from django.db import migrations, models

# Until now every unit was asked what its request asked.
TOLD_APIECE = """
UPDATE collection_return AS sheet
SET asked = request.asked, asked_seconds = request.asked_seconds, spared = request.spared, repeated = request.repeated
FROM collection_round AS round JOIN collection_request AS request ON request.id = round.request_id
WHERE round.id = sheet.round_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("collection", "0005_items_are_computed"),
        ("orgs", "0003_found_by_batch"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="stands_for",
            field=models.CharField(blank=True, db_index=True, max_length=100),
        ),
        migrations.AddField(
            model_name="question",
            name="fills_gaps",
            field=models.BooleanField(default=True, verbose_name="缺数据的单位填报"),
        ),
        migrations.AddField(
            model_name="question",
            name="held",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="request",
            name="years_back",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="可用往年数据"),
        ),
        migrations.AddField(
            model_name="return",
            name="asked",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="填报项数"),
        ),
        migrations.AddField(
            model_name="return",
            name="asked_seconds",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="return",
            name="lacks",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="return",
            name="repeated",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="重复项数"),
        ),
        migrations.AddField(
            model_name="return",
            name="spared",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="免填项数"),
        ),
        migrations.RunSQL(TOLD_APIECE, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="request",
            name="asked_seconds",
        ),
        migrations.RemoveField(
            model_name="request",
            name="repeated",
        ),
        migrations.RemoveField(
            model_name="request",
            name="spared_seconds",
        ),
        migrations.CreateModel(
            name="Gap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("age", models.PositiveSmallIntegerField(null=True)),
                ("value", models.CharField(blank=True, max_length=500)),
                ("as_of", models.DateField(null=True)),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.org"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gaps",
                        to="collection.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "缺数",
                "constraints": [models.UniqueConstraint(fields=("question", "org"), name="collection_gap_once")],
            },
        ),
    ]
