import django.utils.timezone
from django.db import migrations, models


def where_from(model):
    """The fields by which a row says which file it came from."""
    return (
        migrations.AddField(model, "batch_id", models.BigIntegerField(db_index=True, null=True)),
        migrations.AddField(model, "batch_row", models.IntegerField(null=True)),
        migrations.AddField(model, "entered_by", models.CharField("录入人", blank=True, max_length=120, default=""), False),
        migrations.AddField(
            model, "entered_at", models.DateTimeField("录入时间", default=django.utils.timezone.now), False
        ),
    )


class Migration(migrations.Migration):
    dependencies = (("planning", "0002_recorded_at"),)
    operations = (
        migrations.AddField("plan", "region", models.CharField("发布地区", blank=True, max_length=60, default=""), False),
        migrations.AddField("plan", "is_reference", models.BooleanField("参考规划", default=False)),
        migrations.AlterField("target", "label_en", models.CharField(blank=True, max_length=200)),
        *where_from("target"),
        *where_from("measure"),
    )
