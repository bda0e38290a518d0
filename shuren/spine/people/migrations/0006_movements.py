"""Movements of registrations, and which person an account belongs to."""

import django.db.models.deletion
from django.db import migrations, models

import shuren.kernel.sensitive.fields

KINDS = [
    ("opened", "建立学籍"),
    ("arrived", "转入"),
    ("left", "转出"),
    ("suspended", "休学"),
    ("extended", "延长休学"),
    ("resumed", "复学"),
    ("skipped", "跳级"),
    ("repeated", "留级"),
    ("corrected", "关键信息变更"),
    ("withdrawn", "退学"),
    ("died", "死亡"),
    ("graduated", "毕业"),
    ("completed", "结业"),
    ("unfinished", "肄业"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_accounts_by_initials"),
        ("orgs", "0003_found_by_batch"),
        ("people", "0005_counted_by_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.account"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="people.person"
                    ),
                ),
            ],
            options={"verbose_name": "账号持有人"},
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("org_path", models.CharField(db_collation="C", max_length=80)),
                ("kind", models.CharField(choices=KINDS, max_length=10, verbose_name="异动类别")),
                ("on", models.DateField(verbose_name="异动日期")),
                ("until", models.DateField(null=True, verbose_name="期满日期")),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="JY/T 1001-2012 XJYDYY", max_length=2, verbose_name="异动原因"
                    ),
                ),
                ("told", models.CharField(blank=True, max_length=300, verbose_name="异动内容")),
                ("case_number", models.CharField(blank=True, db_index=True, max_length=30, verbose_name="办件编号")),
                (
                    "former_no",
                    shuren.kernel.sensitive.fields.EncryptedText(
                        mask="tail", null=True, purpose="people.movement.former_no", verbose_name="原学籍号"
                    ),
                ),
                (
                    "former_index",
                    shuren.kernel.sensitive.fields.BlindIndex(
                        db_index=True, editable=False, kind="number", max_length=31, null=True, of="former_no"
                    ),
                ),
                ("entered_by", models.CharField(max_length=120)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="movements", to="people.person"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.org"),
                ),
            ],
            options={
                "verbose_name": "学籍异动",
                "indexes": [
                    models.Index(fields=["org_path", "on"], name="people_movement_path"),
                    models.Index(
                        condition=models.Q(("until__isnull", False)),
                        fields=["until", "org_path"],
                        name="people_movement_until",
                    ),
                ],
            },
        ),
    ]
