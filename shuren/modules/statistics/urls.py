from django.urls import path

from shuren.modules.statistics.views import reports, returns

app_name = "statistics"
urlpatterns = [
    path("reports/", reports.report_list, name="reports"),
    path("reports/new/", reports.begin, name="begin"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("reports/<int:report_id>/progress/", reports.progress, name="progress"),
    path("reports/<int:report_id>/compile/", reports.compile_again, name="compile"),
    path("reports/<int:report_id>/submit/", reports.submit, name="submit"),
    path("reports/<int:report_id>/sections/<str:code>/", reports.section, name="section"),
    path("reports/<int:report_id>/figures/<str:key>/", reports.figure, name="figure"),
    path("reports/<int:report_id>/report.<str:kind>", reports.take, name="take"),
    path("statistics/", returns.board, name="returns"),
    path("statistics/summary.xlsx", returns.summary, name="summary"),
    path("statistics/<int:school_id>/<int:year>/", returns.one, name="return"),
    path("statistics/<int:school_id>/<int:year>/type/", returns.type_in, name="type_in"),
    path("statistics/<int:school_id>/<int:year>/hand-in/", returns.hand_in, name="hand_in"),
    path("statistics/<int:school_id>/<int:year>/send-back/", returns.send_back, name="send_back"),
    path("statistics/<int:school_id>/<int:year>/return.xlsx", returns.workbook, name="workbook"),
]
