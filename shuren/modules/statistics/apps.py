from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "shuren.modules.statistics"
    label = "statistics"
    verbose_name = "统计与年报"
