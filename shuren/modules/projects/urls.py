from django.urls import path, re_path

from shuren.modules.projects.views import budgets, monitor, projects, reconcile, records, uses

app_name = "projects"
urlpatterns = [
    path("", projects.projects, name="projects"),
    path("export.xlsx", projects.export, name="export"),
    path("<int:project_id>/", projects.project, name="project"),
    re_path(
        r"^(?P<project_id>\d+)/(?P<kind>announcement|award|contract|payment|review|ending)/new$",
        records.new,
        name="record",
    ),
    re_path(
        r"^(?P<project_id>\d+)/(?P<kind>announcement|award|contract|acceptance|payment|review|ending)/(?P<record_id>\d+)/reverse$",
        records.reverse,
        name="reverse",
    ),
    path("<int:project_id>/milestones/<int:milestone_id>/reach", records.reach, name="reach"),
    path("<int:project_id>/use", uses.note, name="use"),
    path("<int:project_id>/funding", budgets.move, name="move"),
    path("monitor/", monitor.monitor, name="monitor"),
    path("reconcile/", reconcile.reconcile, name="reconcile"),
    path("reconcile/<int:org_id>/<int:year>/explain", reconcile.explain, name="explain"),
    path("idle/", uses.idle, name="idle"),
    path("use/", uses.own, name="use_workbook"),
    path("use/<str:code>/", uses.of_unit, name="use_of_unit"),
    path("use/<str:code>/template.xlsx", uses.template, name="use_template"),
    path("budgets/", budgets.own, name="budgets"),
    path("budgets/<str:code>/", budgets.budget, name="budget"),
    path("budgets/<str:code>/template.xlsx", budgets.template, name="budget_template"),
    path("budgets/<str:code>/upload", budgets.upload, name="budget_upload"),
    path("thresholds/", budgets.thresholds, name="thresholds"),
    path("levels/", budgets.levels, name="levels"),
]
