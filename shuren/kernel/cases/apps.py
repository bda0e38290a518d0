from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "shuren.kernel.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from shuren.kernel.cases import checks  # noqa: F401  registers the system checks
