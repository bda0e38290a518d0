from django.apps import AppConfig, apps


class KernelConfig(AppConfig):
    name = "shuren.kernel"
    label = "kernel"
    verbose_name = "内核"

    def ready(self) -> None:
        from shuren.kernel import checks  # noqa: F401  registers the system checks
        from shuren.kernel.http import checks as http_checks  # noqa: F401
        from shuren.kernel.registry import autodiscover

        autodiscover([config.name for config in apps.get_app_configs() if config.name.startswith("shuren.")])
