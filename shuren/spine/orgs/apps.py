from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "shuren.spine.orgs"
    label = "orgs"
    verbose_name = "机构"
