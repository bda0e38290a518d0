from django.apps import AppConfig


class TabularConfig(AppConfig):
    name = "shuren.kernel.tabular"
    label = "tabular"
    verbose_name = "导入导出"

    def ready(self) -> None:
        from shuren.kernel.tabular import checks  # noqa: F401  registers the system checks
