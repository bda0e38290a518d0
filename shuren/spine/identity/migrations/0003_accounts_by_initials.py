from django.db import migrations, models

from shuren.kernel import pinyin


def spell(apps, schema_editor):
    """Fill the initials of the accounts that are there already."""
    accounts = apps.get_model("identity", "Account").objects
    rows = list(accounts.only("name"))
    for row in rows:
        row.initials = pinyin.initials(row.name)
    accounts.bulk_update(rows, ["initials"], batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_grants_end_with_the_org'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='initials',
            field=models.CharField(db_collation='C', default='', help_text='pinyin initials, for searching', max_length=100),
            preserve_default=False,
        ),
        migrations.RunPython(spell, migrations.RunPython.noop),
    ]
