from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "shuren.site.filing"
    label = "filing"
    verbose_name = "填报"
