from django.urls import path

from shuren.site.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("ui-gallery", views.gallery, name="gallery"),
    path("language", views.language, name="language"),
    path("health", views.health, name="health"),
]
