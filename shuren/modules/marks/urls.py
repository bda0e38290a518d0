from django.urls import path, re_path

from shuren.modules.marks import views

app_name = "marks"
urlpatterns = [
    path("", views.register, name="register"),
    re_path(r"^export\.(?P<form>xlsx|csv)$", views.export, name="export"),
    path("class", views.sheet, name="sheet"),
    path("class.xlsx", views.sheet_template, name="sheet_template"),
    path("of/<int:person_id>/", views.pupil, name="pupil"),
    path("<int:mark_id>/correct", views.correct, name="correct"),
]
