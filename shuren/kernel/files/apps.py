from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "shuren.kernel.files"
    label = "files"
    verbose_name = "文件"
