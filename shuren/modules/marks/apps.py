from django.apps import AppConfig


class MarksConfig(AppConfig):
    name = "shuren.modules.marks"
    label = "marks"
    verbose_name = "学业成绩"
