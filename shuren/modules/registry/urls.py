from django.urls import path, re_path

from shuren.modules.registry.views import (
    children,
    diplomas,
    finishers,
    problems,
    pupils,
    rosters,
    verifications,
    yearends,
)

app_name = "registry"
urlpatterns = [
    path("problems/", problems.problems, name="problems"),
    path("problems/<int:problem_id>/", problems.problem, name="problem"),
    path("problems/counts/", problems.counts, name="problem_counts"),
    re_path(r"^problems/list\.(?P<form>xlsx|csv)$", problems.export, name="problems_export"),
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
    path("verifications/", verifications.verifications, name="verifications"),
    path("verifications/<int:verification_id>/", verifications.verification, name="verification"),
    path("verifications/<int:verification_id>/not-there/", verifications.not_there, name="not_there"),
    re_path(
        r"^verifications/(?P<verification_id>\d+)/(?P<what>schools|not-there)\.(?P<form>xlsx|csv)$",
        verifications.export,
        name="verification_export",
    ),
    path("verifications/<int:verification_id>/<int:return_id>/back", verifications.send_back, name="send_roster_back"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/<int:return_id>/", rosters.roster, name="roster"),
    path("rosters/<int:return_id>/sign", rosters.sign, name="sign_roster"),
    path("rosters/<int:return_id>/classes/<int:class_id>/", rosters.group, name="roster_class"),
    path("rosters/<int:return_id>/classes/<int:class_id>/rest", rosters.rest, name="roster_rest"),
    path("rosters/<int:return_id>/classes/<int:class_id>/<int:enrolment_id>", rosters.answer, name="answer_roster"),
    path("diplomas/", diplomas.diplomas, name="diplomas"),
    re_path(r"^diplomas/list\.(?P<form>xlsx|csv)$", diplomas.export, name="diplomas_export"),
    path("year-ends/<int:act_id>/diplomas", diplomas.number, name="number_diplomas"),
    path("year-ends/<int:act_id>/diplomas/void", diplomas.void, name="void_diplomas"),
]
