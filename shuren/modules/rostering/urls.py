from django.urls import path

from shuren.modules.rostering.rest import oneroster
from shuren.modules.rostering.rules.binding import BASE, DISCOVERY
from shuren.modules.rostering.views import connecting

app_name = "rostering"
_base = BASE.lstrip("/")
_one = "<slug:step>/<slug:sourced_id>"
urlpatterns = [
    path("apps/rosters/", connecting.connecting, name="connecting"),
    path(f"{_base}/{DISCOVERY}", oneroster.openapi, name="openapi"),
    path(f"{_base}/<slug:step>", oneroster.collection, name="collection"),
    path(f"{_base}/{_one}", oneroster.single, name="single"),
    path(f"{_base}/{_one}/<slug:only>", oneroster.nested, name="nested"),
    path(f"{_base}/{_one}/<slug:inner>/<slug:inner_id>/<slug:only>", oneroster.nested_twice, name="nested_twice"),
]
