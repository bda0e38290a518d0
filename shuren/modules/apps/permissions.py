"""Who admits vendors and apps, who switches them on, and what a vendor may do."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission, role

# Held at no node of the tree, as a guardian's: a vendor sees its own apps and nothing of any school.
VENDOR = role(
    "vendor", _("应用提供者"), levels=(), why="登记应用、说明需要哪些数据、提交审核，看不到任何学校和个人的数据。"
)

own_apps = permission(
    "apps.own_apps", _("登记和提交自己的应用"), holders=("vendor",), why="谁提供应用，谁说明它要什么数据、为什么要。"
)
admit_vendors = permission(
    "apps.admit_vendors",
    _("核实应用提供者"),
    holders=("city_official", "county_official"),
    why="提供者的主体和备案由所登记的教育行政部门核实一次，其下各校不再重复核实。",
)
review_apps = permission(
    "apps.review_apps",
    _("审核应用接入"),
    holders=("city_official", "county_official", "security_admin"),
    why="逐项审核应用要取得的数据；敏感数据由安全管理员会签。",
)
follow_reviews = permission(
    "apps.follow_reviews",
    _("查看应用审核"),
    holders=("city_official", "county_official", "security_admin", "vendor"),
    why="审核机关办理，应用提供者查看自己提交的应用办到哪一步、补正什么。",
)
suspend_apps = permission(
    "apps.suspend_apps",
    _("暂停应用"),
    holders=("city_official", "county_official", "security_admin"),
    why="发现应用有风险时立即停止向它提供数据，不等学校逐个关闭。",
)
keep_catalogue = permission(
    "apps.keep_catalogue",
    _("维护应用目录"),
    holders=("city_official", "county_official"),
    why="每年清理到期和无人使用的应用，目录对外公布。",
)
switch_on = permission(
    "apps.switch_on",
    _("为本校开通应用"),
    holders=("principal",),
    why="选用应用由学校集体决定、校长负责：谁选用，谁负责。",
)
view_apps = permission(
    "apps.view_apps",
    _("查看在用应用"),
    holders=("principal", "registrar", "county_official", "city_official", "security_admin"),
    why="学校和主管部门要知道哪些应用取得了哪些学生和教职工的哪些数据。",
)
