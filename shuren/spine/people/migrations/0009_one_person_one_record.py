"""Records that may be one person, those that have become one, and the keys by which others are found."""

import django.db.models.deletion
from django.db import migrations, models

import shuren.kernel.sensitive.fields


def loose():
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
    )


def guarded(to, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **{"related_name": "+", **options})


ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
PATH = ("org_path", models.CharField(db_collation="C", max_length=80))


class Migration(migrations.Migration):
    dependencies = [("people", "0008_removed_registrations")]

    operations = [
        migrations.AddField("person", "merged_into", guarded("people.person", db_index=False, null=True)),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(("born_on__isnull", False)),
                fields=["born_on", "initials"],
                name="people_person_born",
            ),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(("former_name", ""), _negated=True),
                fields=["former_name"],
                name="people_person_former",
            ),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(("phone_index__isnull", False)), fields=["phone_index"], name="people_person_phone"
            ),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="people_person_merged"
            ),
        ),
        migrations.CreateModel(
            name="Doubt",
            fields=[
                ID,
                PATH,
                ("verdict", models.CharField(max_length=8, verbose_name="相似程度")),
                ("bits", models.FloatField(verbose_name="证据（比特）")),
                ("levels", models.JSONField(default=dict, help_text="comparison -> level, as the rules name them")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("case", "办理学籍业务"),
                            ("workbook", "名册"),
                            ("correction", "变更关键信息"),
                            ("merge", "合并之后"),
                            ("review", "全面核查"),
                        ],
                        max_length=10,
                        verbose_name="发现于",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待核实"),
                            ("same", "是同一人"),
                            ("different", "不是同一人"),
                            ("gone", "已消除"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("decided_by", models.CharField(blank=True, max_length=120, verbose_name="认定人")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="认定时间")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="认定依据")),
                ("first", loose()),
                ("second", loose()),
            ],
            options={
                "verbose_name": "疑似重复人员",
                "indexes": [models.Index(fields=["org_path", "state", "-bits"], name="people_doubt_path")],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="people_doubt_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first_id__lt", models.F("second_id"))), name="people_doubt_ordered"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ID,
                PATH,
                ("told", models.CharField(max_length=300, verbose_name="提问")),
                ("asked_by", models.CharField(max_length=120, verbose_name="提问人")),
                ("asked_at", models.DateTimeField(verbose_name="提问时间")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("same", "是同一人"), ("different", "不是同一人"), ("unknown", "无法判断")],
                        max_length=10,
                        verbose_name="答复",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="核实情况")),
                ("answered_by", models.CharField(blank=True, max_length=120, verbose_name="答复人")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "doubt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="people.doubt"
                    ),
                ),
                ("person", loose()),
            ],
            options={
                "verbose_name": "重复人员核实",
                "indexes": [models.Index(fields=["org_path", "answer"], name="people_question_path")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answer", "")), fields=("doubt", "person"), name="people_question_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerNumber",
            fields=[
                ID,
                PATH,
                ("id_type", models.CharField(blank=True, max_length=1, verbose_name="身份证件类型")),
                (
                    "id_no",
                    shuren.kernel.sensitive.fields.EncryptedText(
                        mask="id_number", purpose="people.person.id_no", verbose_name="曾用证件号码"
                    ),
                ),
                (
                    "id_index",
                    shuren.kernel.sensitive.fields.BlindIndex(
                        db_index=True, editable=False, kind="number", max_length=31, null=True, of="id_no"
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="停用时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_numbers",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "曾用证件号码",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "id_index"), name="people_former_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ID,
                PATH,
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待复核"),
                            ("done", "已合并"),
                            ("refused", "未通过"),
                            ("split", "已拆分"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="认定依据")),
                ("moved", models.JSONField(default=dict, help_text="pointer -> images")),
                ("changed", models.JSONField(default=list, help_text="[model, id, column -> [before, after]]")),
                ("made", models.JSONField(default=list, help_text="[model, id]")),
                ("asked_by", models.CharField(max_length=120, verbose_name="提出人")),
                ("asked_by_key", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("done_by", models.CharField(blank=True, max_length=120, verbose_name="办理人")),
                ("done_at", models.DateTimeField(null=True, verbose_name="办理时间")),
                ("split_by", models.CharField(blank=True, max_length=120, verbose_name="拆分人")),
                ("split_at", models.DateTimeField(null=True, verbose_name="拆分时间")),
                ("split_reason", models.CharField(blank=True, max_length=300, verbose_name="拆分原因")),
                ("doubt", guarded("people.doubt", related_name="merges")),
                ("gone", guarded("people.person")),
                ("kept", guarded("people.person")),
            ],
            options={
                "verbose_name": "人员合并",
                "indexes": [models.Index(fields=["org_path", "-id"], name="people_merge_path")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "done"))),
                        fields=("gone",),
                        name="people_merge_once",
                    )
                ],
            },
        ),
    ]
