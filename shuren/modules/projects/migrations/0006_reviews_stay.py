from django.db import migrations

TRIGGER = """
CREATE TRIGGER projects_review_stays BEFORE UPDATE OR DELETE ON projects_review
  FOR EACH ROW EXECUTE FUNCTION projects_records_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_use_and_reviews")]

    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER projects_review_stays ON projects_review")]
