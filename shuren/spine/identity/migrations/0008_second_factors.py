import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shuren.kernel.sensitive.fields


def of_account(name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=name, to=settings.AUTH_USER_MODEL
    )


def common():
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("name", models.CharField(max_length=60, verbose_name="名称")),
        ("added_at", models.DateTimeField(verbose_name="添加时间")),
        ("used_at", models.DateTimeField(null=True, verbose_name="上次使用")),
    ]


class Migration(migrations.Migration):
    dependencies = [("identity", "0007_certificates_name_their_root")]

    operations = [
        migrations.CreateModel(
            name="Authenticator",
            fields=[
                *common(),
                (
                    "secret",
                    shuren.kernel.sensitive.fields.EncryptedText(
                        mask="hidden", purpose="identity.authenticator.secret"
                    ),
                ),
                ("last_step", models.BigIntegerField(default=0)),
                ("account", of_account("%(class)ss")),
            ],
            options={"verbose_name": "身份验证器"},
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                *common(),
                (
                    "credential_hash",
                    models.CharField(help_text="SHA-256 of the credential's id", max_length=64, unique=True),
                ),
                ("credential_id", models.BinaryField()),
                ("handle", models.BinaryField(max_length=64)),
                ("public_key", models.BinaryField(help_text="COSE")),
                ("sign_count", models.BigIntegerField(default=0)),
                ("transports", models.JSONField(default=list)),
                ("is_synced", models.BooleanField(default=False, help_text="kept by a provider on several devices")),
                ("account", of_account("%(class)ss")),
            ],
            options={"verbose_name": "通行密钥"},
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=40, unique=True)),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("account", of_account("recovery_codes")),
            ],
            options={"verbose_name": "恢复码"},
        ),
    ]
