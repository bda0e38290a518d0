from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from shuren.kernel.finding import Pairs


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_found_by_text"),
        ("office", "0004_words_of_an_end"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="paper",
            index=GinIndex(Pairs("title", "number", "agency", "body"), name="office_paper_pairs"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["signed_at", "id"], name="office_paper_signed"),
        ),
    ]
