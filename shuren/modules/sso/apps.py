from django.apps import AppConfig


class SsoConfig(AppConfig):
    name = "shuren.modules.sso"
    label = "sso"
    verbose_name = "统一认证"
