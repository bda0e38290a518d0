from django.urls import path

from shuren.modules.planning.views import boards, papers, schools

app_name = "planning"
urlpatterns = [
    path("plans/", boards.plans, name="plans"),
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
