from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def below_the_only_root(apps: Any, _editor: Any) -> None:
    """So far there was one root, and every certificate stands below it."""
    root = apps.get_model("identity", "Root").objects.first()
    if root is not None:
        apps.get_model("identity", "UnitCertificate").objects.update(root=root)


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_absences")]

    operations = [
        migrations.RemoveConstraint(model_name="root", name="identity_root_once"),
        migrations.RenameField(model_name="root", old_name="is_only", new_name="is_current"),
        migrations.AlterField(model_name="root", name="is_current", field=models.BooleanField(default=True)),
        migrations.AddField(
            model_name="root", name="cross", field=models.BinaryField(help_text="X.509, DER", null=True)
        ),
        migrations.AddField(
            model_name="root", name="revocations", field=models.BinaryField(help_text="CRL, DER", null=True)
        ),
        migrations.AddField(model_name="root", name="listed_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="root",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("is_current",), name="identity_root_one_current"
            ),
        ),
        migrations.AddField(
            model_name="unitcertificate",
            name="root",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.root"
            ),
        ),
        migrations.RunPython(below_the_only_root, migrations.RunPython.noop),
    ]
