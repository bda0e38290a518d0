from django.db import migrations, models

# A to-do tells the number of its case, and whether it may be signed with others; those that were open do not say so.
NUMBERED = """
UPDATE notices_notice todo SET params = params || jsonb_build_object('number', held.number, 'many', false)
FROM cases_case held
WHERE todo.kind = 'cases' AND todo.settled_at IS NULL AND held.id = split_part(todo.subject_id, '.', 1)::bigint
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_found_by_when_opened"),
        ("notices", "0002_asked_of_one_account"),
    ]

    operations = [
        migrations.RunSQL(NUMBERED, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="party",
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=models.deletion.PROTECT, related_name="parties", to="cases.case"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["case", "org_path"], name="cases_party_in"),
        ),
    ]
