from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_unlisted_children")]

    operations = [
        migrations.RenameField(model_name="finisher", old_name="named_by", new_name="entered_by"),
        migrations.RenameField(model_name="finisher", old_name="named_at", new_name="entered_at"),
        migrations.AlterField(
            model_name="finisher",
            name="entered_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="录入人"),
        ),
        migrations.AlterField(
            model_name="finisher", name="entered_at", field=models.DateTimeField(verbose_name="录入时间")
        ),
        migrations.AddField(
            model_name="finisher", name="batch_id", field=models.BigIntegerField(db_index=True, null=True)
        ),
        migrations.AddField(model_name="finisher", name="batch_row", field=models.IntegerField(null=True)),
    ]
