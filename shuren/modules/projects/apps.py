from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "shuren.modules.projects"
    label = "projects"
    verbose_name = "信息化项目"
