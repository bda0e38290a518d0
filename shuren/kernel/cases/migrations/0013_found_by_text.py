from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from shuren.kernel.finding import Pairs

FUNCTION = """
CREATE FUNCTION text_pairs(value text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (
    SELECT coalesce(array_agg(DISTINCT lower(one || next)), '{}')
    FROM (
        SELECT one, lead(one) OVER (ORDER BY place) AS next
        FROM unnest(string_to_array(value, NULL)) WITH ORDINALITY AS read(one, place)
    ) AS pairs
    WHERE next IS NOT NULL
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_party_index"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION text_pairs(text)"),
        migrations.AddIndex(
            model_name="case",
            index=GinIndex(Pairs("title", "applicant_name"), name="cases_found_by_text"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["id"], condition=models.Q(outcome=""), name="cases_running"),
        ),
    ]
