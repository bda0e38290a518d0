from django.db import migrations, models

# What was cut or refused had been counted as spared.
SENT = """
UPDATE collection_request request SET spared = greatest(0, request.spared - dropped.count)
FROM (
    SELECT request_id, count(*) AS count FROM collection_question
    WHERE finding = 'new' AND ruling IN ('cut', 'refused') GROUP BY request_id
) dropped
WHERE dropped.request_id = request.id AND request.sent_at IS NOT NULL
"""
OWED = """
UPDATE collection_return sheet SET spared = greatest(0, sheet.spared - dropped.count)
FROM collection_round round, (
    SELECT request_id, count(*) AS count FROM collection_question
    WHERE finding = 'new' AND ruling IN ('cut', 'refused') GROUP BY request_id
) dropped
WHERE round.id = sheet.round_id AND dropped.request_id = round.request_id
"""


class Migration(migrations.Migration):
    dependencies = [("collection", "0008_what_is_added_up_is_read_from_an_index")]

    operations = [
        migrations.AddField(
            model_name="request",
            name="drafted_before",
            field=models.JSONField(default=list, help_text="keys of those who had the draft and handed it on"),
        ),
        migrations.RunSQL([SENT, OWED], migrations.RunSQL.noop),
    ]
