from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "shuren.modules.office"
    label = "office"
    verbose_name = "办公"
