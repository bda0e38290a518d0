from django.urls import path

from shuren.modules.planning.views import boards, papers, plans, schools

app_name = "planning"
urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new", plans.new, name="new_plan"),
    path("plans/library/<str:code>/take", plans.take, name="take_plan"),
    path("plans/<str:code>/compare/", plans.compare, name="compare"),
    path("plans/<str:code>/workbook/", plans.workbook, name="plan_workbook"),
    path("plans/<str:code>/workbook/template.xlsx", plans.template, name="plan_template"),
    path("plans/<str:code>/workbook/upload", plans.upload, name="plan_upload"),
    path("plans/<str:code>/", boards.board, name="board"),
    path("plans/<str:code>/board.xlsx", papers.workbook, name="board_workbook"),
    path("plans/<str:code>/board.pdf", papers.pdf, name="board_pdf"),
    path("plans/<str:code>/<str:indicator>/", boards.indicator, name="indicator"),
    path("figures/<str:code>/<int:org_id>/<int:year>/", boards.figure, name="figure"),
    path("schools/own/", schools.own_school, name="own_school"),
    path("schools/<int:org_id>/", schools.school, name="school"),
    path("balance/", schools.balance, name="balance"),
    path("indicators/", schools.indicators, name="indicators"),
]
