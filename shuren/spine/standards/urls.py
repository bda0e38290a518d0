from django.urls import path

from shuren.spine.standards import views

app_name = "standards"
urlpatterns = [
    path("standards", views.table_list, name="table_list"),
    path("standards/tables/<slug:key>", views.table, name="table"),
    path("standards/divisions", views.division_list, name="division_list"),
]
