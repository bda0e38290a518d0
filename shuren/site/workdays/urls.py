from django.urls import path

from shuren.site.workdays import views

app_name = "workdays"
urlpatterns = [
    path("", views.year, name="year"),
    path("set", views.set_days, name="set"),
    path("clear", views.clear_days, name="clear"),
]
