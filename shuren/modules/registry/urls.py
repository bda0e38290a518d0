from django.urls import path, re_path

from shuren.modules.registry.views import children, finishers, pupils, yearends

app_name = "registry"
urlpatterns = [
    path("pupils/<int:person_id>/events/", pupils.events, name="events"),
    path("children/", children.children, name="children"),
    path("year-ends/", yearends.acts, name="year_ends"),
    path("year-ends/<int:act_id>/", yearends.act, name="year_end"),
    path("year-ends/<int:act_id>/progress", yearends.progress, name="year_end_progress"),
    re_path(r"^year-ends/(?P<act_id>\d+)/left-behind\.(?P<form>xlsx|csv)$", yearends.export, name="year_end_export"),
    re_path(r"^year-ends/(?P<act_id>\d+)/(?P<name>preview|apply|undo|discard)$", yearends.step, name="year_end_step"),
    path("finishers/", finishers.finishers, name="finishers"),
    path("finishers/<int:year>/sign", finishers.sign, name="sign_finishers"),
    re_path(
        r"^finishers/(?P<year>\d+)/(?P<enrolment_id>\d+)/(?P<outcome>graduate|complete|incomplete)$",
        finishers.name,
        name="name_finisher",
    ),
]
