from django.db import migrations, models

PAIRS = """
ALTER TABLE office_paper ADD COLUMN pairs text[]
    GENERATED ALWAYS AS (text_pairs(title || ' ' || number || ' ' || agency || ' ' || body)) STORED;
CREATE INDEX office_paper_pairs ON office_paper USING gin (pairs);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_found_by_text"),
        ("office", "0004_words_of_an_end"),
    ]

    operations = [
        migrations.RunSQL(PAIRS, "ALTER TABLE office_paper DROP COLUMN pairs"),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["signed_at", "id"], name="office_paper_signed"),
        ),
    ]
