"""The URL map."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "shuren.site.failures.unreadable"
handler404 = "shuren.site.failures.not_found"
handler500 = "shuren.site.failures.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shuren.site.portal.urls")),
    path("", include("shuren.spine.standards.urls")),
    path("", include("shuren.spine.identity.urls")),
    path("", include("shuren.spine.orgs.urls")),
    path("", include("shuren.spine.people.urls")),
    path("", include("shuren.spine.certificates.urls")),
    path("conditions/", include("shuren.modules.conditions.urls")),
    path("", include("shuren.modules.planning.urls")),
    path("marks/", include("shuren.modules.marks.urls")),
    path("registry/", include("shuren.modules.registry.urls")),
    path("", include("shuren.modules.office.urls")),
    path("inspection/", include("shuren.modules.inspection.urls")),
    path("collection/", include("shuren.modules.collection.urls")),
    path("projects/", include("shuren.modules.projects.urls")),
    path("", include("shuren.modules.statistics.urls")),
    path("", include("shuren.modules.sso.urls")),
    path("", include("shuren.modules.rostering.urls")),
    path("apps/", include("shuren.modules.apps.urls")),
    path("opening/", include("shuren.modules.accounts.urls")),
    path("cases/", include("shuren.site.cases.urls")),
    path("workdays/", include("shuren.site.workdays.urls")),
    path("filing/", include("shuren.site.filing.urls")),
]
