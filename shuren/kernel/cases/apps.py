from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "shuren.kernel.cases"
    label = "cases"
    verbose_name = "办件"
