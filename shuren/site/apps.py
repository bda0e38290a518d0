from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "shuren.site"
    label = "site_root"
    verbose_name = "门户"
