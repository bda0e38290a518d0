from django.apps import AppConfig


class RosteringConfig(AppConfig):
    name = "shuren.modules.rostering"
    label = "rostering"
    verbose_name = "名册接口"
