from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shuren.kernel.notices"
    label = "notices"
    verbose_name = "待办"
