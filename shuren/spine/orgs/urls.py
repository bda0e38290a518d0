from django.urls import path, re_path

from shuren.spine.orgs.views import changes, detail, ordering, tree

app_name = "orgs"
urlpatterns = [
    path("orgs/", tree.tree, name="tree"),
    path("orgs/list/", tree.org_list, name="list"),
    re_path(r"^orgs/list/export\.(?P<form>xlsx|csv)$", tree.export, name="export"),
    path("orgs/branch/<str:path>/", tree.branch, name="branch"),
    path("orgs/options/", tree.options, name="options"),
    path("orgs/changes/", changes.change_list, name="change_list"),
    re_path(r"^orgs/changes/export\.(?P<form>xlsx|csv)$", changes.export, name="change_export"),
    path("orgs/changes/<int:change_id>/", changes.change, name="change"),
    path("orgs/changes/<int:change_id>/<str:name>/", changes.step, name="step"),
    path("orgs/<int:org_id>/", detail.detail, name="detail"),
    path("orgs/<int:org_id>/<str:kind>/", ordering.order, name="order"),
]
