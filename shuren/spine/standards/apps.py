from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "shuren.spine.standards"
    label = "standards"
    verbose_name = "标准与代码"
