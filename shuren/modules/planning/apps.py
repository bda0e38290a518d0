from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "shuren.modules.planning"
    label = "planning"
    verbose_name = "规划"
