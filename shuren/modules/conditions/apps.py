from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    name = "shuren.modules.conditions"
    label = "conditions"
    verbose_name = "办学条件"
