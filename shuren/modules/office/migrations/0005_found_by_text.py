from django.db import migrations

# Two neighbouring characters at a time: Chinese words are often two characters long, shorter than a trigram.
GRAMS = """
CREATE FUNCTION office_grams(VARIADIC texts text[]) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(array_agg(DISTINCT one || next), '{}')
    FROM (
        SELECT part, one, lead(one) OVER (PARTITION BY part ORDER BY place) AS next
        FROM unnest(texts) WITH ORDINALITY AS told(words, part),
             unnest(string_to_array(words, NULL)) WITH ORDINALITY AS read(one, place)
    ) AS pairs
    WHERE next IS NOT NULL
$$;
ALTER TABLE office_paper
    ADD COLUMN grams text[] GENERATED ALWAYS AS (office_grams(title, number, agency, body)) STORED;
CREATE INDEX office_paper_grams ON office_paper USING gin (grams);
CREATE INDEX office_paper_signed ON office_paper (signed_at, id);
"""
UNDO = """
DROP INDEX office_paper_signed;
ALTER TABLE office_paper DROP COLUMN grams;
DROP FUNCTION office_grams(text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("office", "0004_words_of_an_end")]
    operations = [migrations.RunSQL(GRAMS, UNDO)]
