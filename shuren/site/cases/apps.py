from django.apps import AppConfig


class CasesPagesConfig(AppConfig):
    name = "shuren.site.cases"
    label = "case_pages"
    verbose_name = "办件"
