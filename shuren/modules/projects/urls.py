from django.urls import path

from shuren.modules.projects.views import budgets, projects

app_name = "projects"
urlpatterns = [
    path("", projects.projects, name="projects"),
    path("export.xlsx", projects.export, name="export"),
    path("<int:project_id>/", projects.project, name="project"),
    path("budgets/", budgets.own, name="budgets"),
    path("budgets/<str:code>/", budgets.budget, name="budget"),
    path("budgets/<str:code>/template.xlsx", budgets.template, name="budget_template"),
    path("budgets/<str:code>/upload", budgets.upload, name="budget_upload"),
    path("thresholds/", budgets.thresholds, name="thresholds"),
]
