from django.urls import path

from shuren.modules.apps.views import apps, catalogue, concerned, own, sandbox, schools, vendors

app_name = "apps"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("catalogue/<slug:code>/", catalogue.entry, name="entry"),
    path("clean-up/", catalogue.clean_up, name="clean_up"),
    path("register/", vendors.register, name="register"),
    path("vendors/", vendors.vendors, name="vendors"),
    path("vendors/<int:vendor_id>/", vendors.vendor, name="vendor"),
    path("vendors/<int:vendor_id>/admit", vendors.admit, name="admit_vendor"),
    path("vendors/<int:vendor_id>/refuse", vendors.refuse, name="refuse_vendor"),
    path("vendors/<int:vendor_id>/stop", vendors.stop, name="stop_vendor"),
    path("own/", own.own, name="own"),
    path("own/new/", own.new, name="new"),
    path("own/<int:app_id>/", own.describe, name="describe"),
    path("all/", apps.apps, name="apps"),
    path("all/<int:app_id>/", apps.app, name="app"),
    path("all/<int:app_id>/suspend", apps.suspend, name="suspend"),
    path("all/<int:app_id>/resume", apps.resume, name="resume"),
    path("all/<int:app_id>/end", apps.end, name="end"),
    path("school/", schools.own, name="school"),
    path("school/<int:app_id>/", schools.choose, name="choose"),
    path("school/<int:app_id>/off", schools.off, name="off"),
    path("mine/", concerned.mine, name="mine"),
    path("mine/<int:switch_id>/<slug:item>/agree", concerned.agree, name="agree"),
    path("mine/<int:switch_id>/<slug:item>/withdraw", concerned.withdraw, name="withdraw"),
    path("sandbox/", sandbox.sandbox, name="sandbox"),
    path("sandbox/keys/<int:key_id>/end", sandbox.end_key, name="end_key"),
    path("sandbox/people.json", sandbox.people, name="sandbox_people"),
]
