import hashlib
import hmac
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.modules.sso.rules import addresses, claims, terms

METHODS = (
    ("client_secret_basic", _("密钥，放在请求头（client_secret_basic）")),
    ("client_secret_post", _("密钥，放在表单（client_secret_post）")),
    ("private_key_jwt", _("私钥签名（private_key_jwt）")),
    ("none", _("没有密钥，只用 PKCE（手机应用、网页应用）")),
)
ALGORITHMS = tuple((one, one) for one in terms.ALGORITHMS)
CODE, REFRESH, SERVICE = "authorization_code", "refresh_token", "client_credentials"


def digest_of(secret: str) -> str:
    """Return the digest of a secret made at random from 256 bits: it cannot be guessed, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Client(models.Model):
    """登录接口 (OpenID Connect): one entrance of an app. Answers what Authlib asks of a client.

    `app_id` names an app of `modules.apps`; `jwks` are the public keys of one that proves itself by its own key.
    """

    app_id = models.BigIntegerField(db_index=True)
    client_id = models.CharField(_("客户端编号"), max_length=60, unique=True, db_collation="C")
    name = models.CharField(_("名称"), max_length=60)
    auth_method = models.CharField(_("身份证明方式"), max_length=30, choices=METHODS, default="client_secret_basic")
    redirect_uris: Any = models.JSONField(_("回调地址"), default=list)
    logout_uris: Any = models.JSONField(_("退出后返回地址"), default=list)
    backchannel_uri = models.CharField(_("退出通知地址"), max_length=500, blank=True)
    algorithm = models.CharField(_("令牌签名算法"), max_length=10, choices=ALGORITHMS, default="RS256")
    jwks: Any = models.JSONField(default=dict)
    may_serve = models.BooleanField(_("允许应用自身取得令牌（读取名册）"), default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("登录接口")

    def __str__(self) -> str:
        return self.client_id

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: a request always says where it leads to."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """Return the scope as far as it is supported; `openid` is needed, for nothing else is offered about people."""
        return claims.known(scope or "openid", claims.ITEMS)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Say whether this is one of the secrets that open today."""
        given, now = digest_of(client_secret), timezone.now()
        return any(
            [hmac.compare_digest(row.digest, given) and row.opens_at(now) for row in self.secrets.all()]  # noqa: C419
        )

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        del endpoint
        return method == self.auth_method

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and bool(self.redirect_uris)

    def check_grant_type(self, grant_type: str) -> bool:
        if grant_type == SERVICE:
            return self.may_serve and self.auth_method != "none"
        return grant_type in {CODE, REFRESH} and bool(self.redirect_uris)

    @property
    def id_token_signed_response_alg(self) -> str:
        """The name under which Authlib asks for the algorithm."""
        return self.algorithm


class ClientSecret(models.Model):
    """客户端密钥: told once, kept as a digest. The one before the present one opens for some days more."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="secrets")
    digest = models.CharField(max_length=64, unique=True)
    tail = models.CharField(_("尾号"), max_length=4)
    made_at = models.DateTimeField(_("生成时间"))
    ends_at = models.DateTimeField(_("失效时间"), null=True)

    class Meta:
        verbose_name = _("客户端密钥")

    def __str__(self) -> str:
        return f"…{self.tail}"

    def opens_at(self, at: Any) -> bool:
        return self.ends_at is None or bool(at < self.ends_at)


class Service(models.Model):
    """CAS 服务地址: all addresses below `prefix` belong to an app. `principal` is the item told as the user's name."""

    app_id = models.BigIntegerField(db_index=True)
    prefix = models.CharField(_("服务地址前缀"), max_length=addresses.LONGEST, db_collation="C")
    principal = models.CharField(_("用户名取自"), max_length=20, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("CAS 服务地址")
        constraints = (
            models.UniqueConstraint(
                fields=("prefix",), condition=models.Q(ended_at=None), name="sso_service_prefix_once"
            ),
        )

    def __str__(self) -> str:
        return self.prefix
