from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "shuren.kernel.jobs"
    label = "jobs"
    verbose_name = "后台任务"
