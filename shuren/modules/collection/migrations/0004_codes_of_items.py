from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("collection", "0003_returned_and_taken_up_again")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE collection_item_code", "DROP SEQUENCE collection_item_code"),
    ]
