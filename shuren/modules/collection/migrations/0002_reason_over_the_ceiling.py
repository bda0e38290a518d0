from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collection", "0001_requests_returns_and_facts")]

    operations = [
        migrations.AddField(
            model_name="request",
            name="why_over",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="超出上限的理由"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="request",
            name="repeated",
            field=models.PositiveIntegerField(default=0, verbose_name="重复项数"),
        ),
    ]
