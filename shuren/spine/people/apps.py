from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shuren.spine.people"
    label = "people"
    verbose_name = "人员"
