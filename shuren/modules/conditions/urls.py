from django.urls import path

from shuren.modules.conditions import views

app_name = "conditions"
urlpatterns = [
    path("<int:school_id>/", views.school, name="school"),
    path("<int:school_id>/<int:year>/<str:code>/", views.rows, name="rows"),
]
