from django.urls import path, re_path

from shuren.modules.planning.views import boards, monthly, papers, plans, reported, schools, tasks

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
    path("plans/<str:code>/<str:indicator>/reported/", reported.reported, name="reported"),
    path("plans/<str:code>/<str:indicator>/reported/clear", reported.clear, name="clear_reported"),
    path("figures/<str:code>/<int:org_id>/<int:year>/", boards.figure, name="figure"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/export.xlsx", tasks.export, name="tasks_export"),
    path("tasks/break-down", tasks.break_down, name="break_down"),
    path("tasks/issue", tasks.issue_all, name="issue_tasks"),
    path("tasks/monthly/", monthly.monthly, name="monthly"),
    path("tasks/monthly/urge", monthly.urge, name="urge_reports"),
    path("tasks/new/<str:code>/", tasks.new, name="new_task"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("tasks/<int:task_id>/change", tasks.change, name="change_task"),
    path("tasks/<int:task_id>/share-out", tasks.share_out, name="share_out"),
    path("tasks/<int:task_id>/report", monthly.report, name="report_task"),
    re_path(r"^tasks/(?P<task_id>\d+)/evidence/(?P<month>\d\d\d\d-\d\d)$", monthly.evidence, name="evidence"),
    path("tasks/<int:task_id>/<str:name>", tasks.step, name="task_step"),
    path("schools/own/", schools.own_school, name="own_school"),
    path("schools/<int:org_id>/", schools.school, name="school"),
    path("balance/", schools.balance, name="balance"),
    path("indicators/", schools.indicators, name="indicators"),
]
