import gc
from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "shuren.site"
    label = "site_root"
    verbose_name = "门户"

    def ready(self) -> None:
        """Make known the parts that act without a page.

        This app is the last to be ready. What is loaded by now lives as long as the process, so the collector of
        garbage need not look through it again and again: that took a third of a process's time under load.
        """
        import_module("shuren.site.actors")
        gc.collect()
        gc.freeze()
