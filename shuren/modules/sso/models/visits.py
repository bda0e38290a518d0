from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.sso.models.clients import Client, Service
from shuren.modules.sso.rules import terms


class Approval(models.Model):
    """授权: what somebody has agreed that an app is told, until they take it back. It stands at their org, walled."""

    account = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=80, db_collation="C")
    app_id = models.BigIntegerField()
    items: Any = models.JSONField(_("数据项"), default=list)
    given_at = models.DateTimeField(_("授权时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("授权")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "app_id"), condition=Q(withdrawn_at=None), name="sso_approval_once"
            ),
        )
        indexes = (models.Index(fields=("org_path", "id"), name="sso_approval_path"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.app_id}"


class Visit(models.Model):
    """An account signed in at one entrance of an app, under one of its roles (`grant_id`), from one stay.

    What hangs on a visit that has ended opens nothing. `told_at` is when the app was told of the end.
    """

    app_id = models.BigIntegerField()
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey("identity.SignIn", on_delete=models.PROTECT, null=True, related_name="+")
    grant_id = models.BigIntegerField(null=True)
    sid = models.CharField(max_length=43, unique=True, db_collation="C")
    scope = models.CharField(max_length=200, blank=True)
    auth_time = models.DateTimeField()
    way = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("应用登录")
        indexes = (
            models.Index(fields=("stay",), condition=Q(ended_at=None), name="sso_visit_open_stay"),
            models.Index(fields=("account", "app_id"), name="sso_visit_account"),
        )

    def __str__(self) -> str:
        return self.sid


class Code(models.Model):
    """授权码: good once, for the client, address and verifier it was made for. Answers what Authlib asks of a code."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    redirect_uri = models.CharField(max_length=500)
    nonce = models.CharField(max_length=255, blank=True)
    code_challenge = models.CharField(max_length=128)
    code_challenge_method = models.CharField(max_length=10)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("授权码")

    def __str__(self) -> str:
        return f"{self.visit_id}"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.visit.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(self.visit.auth_time.timestamp())

    def get_acr(self) -> str:
        return terms.acr_of(self.visit.way)

    def get_amr(self) -> list[str]:
        return terms.amr_of(self.visit.way)


class Token(models.Model):
    """令牌: access or refresh, of a visit, or of an app itself where there is none. Only the digest is kept.

    A refresh token is good once; used again, it ends the visit and with it all that came of it.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, related_name="tokens")
    is_refresh = models.BooleanField()
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=300, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("令牌")

    def __str__(self) -> str:
        return f"{self.visit_id} {self.issued_at:%H:%M:%S}"

    def get_scope(self) -> str:
        return self.scope

    def check_client(self, client: Client) -> bool:
        return self.client_id == client.pk

    def is_expired(self) -> bool:
        return bool(self.expires_at <= timezone.now())

    def is_revoked(self) -> bool:
        ended = self.visit is not None and self.visit.ended_at is not None
        return ended or self.revoked_at is not None or self.used_at is not None


class Ticket(models.Model):
    """票据 (CAS): good once, for one address. `was_renewed` says that the password was asked for to get it."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="tickets")
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60, blank=True, help_text="the ticket once used up, named at logout")
    address = models.CharField(max_length=500)
    was_renewed = models.BooleanField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("票据")

    def __str__(self) -> str:
        return f"{self.visit_id}"


class Proof(models.Model):
    """A proof by which a client has shown who it is (private_key_jwt): each counts once."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("客户端证明")
        constraints = (models.UniqueConstraint(fields=("client", "digest"), name="sso_proof_once"),)

    def __str__(self) -> str:
        return f"{self.client_id}"
