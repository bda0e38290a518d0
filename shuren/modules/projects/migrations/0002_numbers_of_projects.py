from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_projects_and_budgets")]

    operations = [migrations.RunSQL("CREATE SEQUENCE projects_number", "DROP SEQUENCE projects_number")]
