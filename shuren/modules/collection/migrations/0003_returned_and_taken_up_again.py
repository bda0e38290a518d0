from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("collection", "0002_reason_over_the_ceiling")]

    operations = [
        migrations.RemoveIndex(model_name="round", name="collection_round_to_open"),
        migrations.AlterField(
            model_name="round", name="opened_at", field=models.DateTimeField(null=True, verbose_name="开始时间")
        ),
        migrations.AddField(
            model_name="round", name="due_was", field=models.DateField(null=True, verbose_name="原截止日期")
        ),
        migrations.AddField(
            model_name="round",
            name="why_moved",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="调整理由"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="return", name="returned_at", field=models.DateTimeField(null=True, verbose_name="退回时间")
        ),
        migrations.AddField(
            model_name="return", name="reopened_at", field=models.DateTimeField(null=True, verbose_name="补报更正时间")
        ),
        migrations.AddField(
            model_name="return",
            name="why_reopened",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="补报或更正理由"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(why_reopened=""), name="collection_return_again"
            ),
        ),
    ]
