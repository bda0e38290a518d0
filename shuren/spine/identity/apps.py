from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "shuren.spine.identity"
    label = "identity"
    verbose_name = "身份"
