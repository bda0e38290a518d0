from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.sensitive.fields import EncryptedText


class SigningKey(models.Model):
    """签名密钥: signs in [signs_from, signs_until), is published from when it is made until `published_until`.

    The private part is sealed. One that was withdrawn is published no more and nothing it signed is taken for genuine.
    """

    kid = models.CharField(_("编号"), max_length=60, unique=True, db_collation="C")
    algorithm = models.CharField(_("算法"), max_length=10)
    private = EncryptedText(purpose="sso.signing_key", mask="hidden")
    public: Any = models.JSONField()
    made_at = models.DateTimeField(_("生成时间"))
    signs_from = models.DateTimeField(_("启用时间"))
    signs_until = models.DateTimeField(_("停用时间"))
    published_until = models.DateTimeField(_("公布至"))
    withdrawn_at = models.DateTimeField(_("吊销时间"), null=True)

    class Meta:
        verbose_name = _("签名密钥")
        indexes = (models.Index(fields=("algorithm", "-signs_from"), name="sso_key_signing"),)

    def __str__(self) -> str:
        return self.kid
