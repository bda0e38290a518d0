from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shuren.modules.accounts"
    label = "accounts"
    verbose_name = "账号开通"
