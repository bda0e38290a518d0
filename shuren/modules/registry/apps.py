from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "shuren.modules.registry"
    label = "registry"
    verbose_name = "学籍业务"
