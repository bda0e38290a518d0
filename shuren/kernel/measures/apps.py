from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "shuren.kernel.measures"
    label = "measures"
    verbose_name = "指标"

    def ready(self) -> None:
        from shuren.kernel.measures import checks  # noqa: F401  registers the system checks
