from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "shuren.modules.inspection"
    label = "inspection"
    verbose_name = "实地核查"
