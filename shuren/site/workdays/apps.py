from django.apps import AppConfig


class WorkdayPagesConfig(AppConfig):
    name = "shuren.site.workdays"
    label = "workday_pages"
    verbose_name = "工作日历"
