from django.apps import AppConfig


class AppsConfig(AppConfig):
    name = "shuren.modules.apps"
    label = "apps"
    verbose_name = "应用接入"
