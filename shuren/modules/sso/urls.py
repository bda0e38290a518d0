from django.urls import path

from shuren.modules.sso.rest import cas as cas_machines
from shuren.modules.sso.rest import oidc
from shuren.modules.sso.views import authorize, cas, clients, keys, leaving, own

app_name = "sso"
urlpatterns = [
    path(".well-known/openid-configuration", oidc.discovery, name="discovery"),
    path(".well-known/oauth-authorization-server", oidc.discovery, name="server_metadata"),
    path("oauth/jwks", oidc.jwks, name="jwks"),
    path("oauth/authorize", authorize.authorize, name="authorize"),
    path("oauth/onward", authorize.onward, name="onward"),
    path("oauth/decide", authorize.decide, name="decide"),
    path("oauth/token", oidc.token, name="token"),
    path("oauth/userinfo", oidc.userinfo, name="userinfo"),
    path("oauth/revoke", oidc.revoke, name="revoke"),
    path("oauth/introspect", oidc.introspect, name="introspect"),
    path("oauth/logout", leaving.logout, name="logout"),
    path("oauth/leave", leaving.leave, name="leave"),
    path("cas/login", cas.login, name="cas_login"),
    path("cas/onward", cas.onward, name="cas_onward"),
    path("cas/decide", cas.decide, name="cas_decide"),
    path("cas/logout", cas.logout, name="cas_logout"),
    path("cas/validate", cas_machines.plain, name="cas_validate"),
    path("cas/serviceValidate", cas_machines.service, name="cas_service_validate"),
    path("cas/p3/serviceValidate", cas_machines.service_with_attributes, name="cas_p3_service_validate"),
    path("me/apps", own.approvals, name="approvals"),
    path("me/apps/withdraw", own.withdraw, name="withdraw"),
    path("sso/clients", clients.client_list, name="client_list"),
    path("sso/apps/<int:app_id>/clients/new", clients.add_client, name="add_client"),
    path("sso/apps/<int:app_id>/services/new", clients.add_service, name="add_service"),
    path("sso/clients/<int:client_id>", clients.client, name="client"),
    path("sso/clients/<int:client_id>/secret", clients.change_secret, name="change_secret"),
    path("sso/clients/<int:client_id>/end", clients.end_client, name="end_client"),
    path("sso/services/<int:service_id>/end", clients.end_service, name="end_service"),
    path("sso/keys", keys.key_list, name="key_list"),
    path("sso/keys/rotate", keys.rotate, name="rotate_key"),
    path("sso/keys/<slug:kid>/withdraw", keys.withdraw, name="withdraw_key"),
]
