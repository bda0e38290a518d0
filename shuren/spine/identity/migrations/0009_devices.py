import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("identity", "0008_second_factors")]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", KEY.clone()),
                ("cookie_hash", models.CharField(help_text="SHA-256", max_length=64)),
                (
                    "name",
                    models.CharField(blank=True, help_text="browser and system", max_length=60, verbose_name="设备"),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True, help_text="at the last sign-in", max_length=45, verbose_name="网络地址"
                    ),
                ),
                ("first_at", models.DateTimeField(verbose_name="首次登录")),
                ("last_at", models.DateTimeField(verbose_name="最近登录")),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "登录设备"},
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("account", "cookie_hash"), name="identity_device_once"),
        ),
        migrations.CreateModel(
            name="StayDevice",
            fields=[
                ("id", KEY.clone()),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stays", to="identity.device"
                    ),
                ),
                (
                    "stay",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="on", to="identity.signin"
                    ),
                ),
            ],
            options={"verbose_name": "登录所用设备"},
        ),
    ]
