from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "shuren.site"
    label = "site_root"
    verbose_name = "门户"

    def ready(self) -> None:
        """Make known the parts that act without a page."""
        import_module("shuren.site.actors")
