"""The life of an app and of a vendor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.workflow.declare import Step, Workflow
from shuren.modules.apps.permissions import admit_vendors, keep_catalogue, own_apps, review_apps, suspend_apps


class VendorState(models.TextChoices):
    WAITING = "waiting", _("待核实")
    ADMITTED = "admitted", _("已核实")
    REFUSED = "refused", _("不予登记")
    STOPPED = "stopped", _("已停止合作")


class AppState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    REVIEW = "review", _("审核中")
    IN_USE = "in_use", _("可选用")
    SUSPENDED = "suspended", _("已暂停")
    EXPIRED = "expired", _("已到期")
    ENDED = "ended", _("已终止")


class VendorWorkflow(Workflow):
    """A vendor registers, is checked once, and can be stopped."""

    states, initial = VendorState, VendorState.WAITING
    has_own_labels = True

    admit = Step(_("准予登记"), source=(VendorState.WAITING,), target=VendorState.ADMITTED, by=admit_vendors)
    refuse = Step(
        _("不予登记"), source=(VendorState.WAITING,), target=VendorState.REFUSED, by=admit_vendors, needs_reason=True
    )
    stop = Step(
        _("停止合作"), source=(VendorState.ADMITTED,), target=VendorState.STOPPED, by=suspend_apps, needs_reason=True
    )


class AppWorkflow(Workflow):
    """An app is described, reviewed as a case, used until it ends by itself; it can be suspended at once."""

    states, initial = AppState, AppState.DRAFT
    has_own_labels = True

    submit = Step(
        _("提交审核"),
        source=(AppState.DRAFT, AppState.EXPIRED, AppState.ENDED),
        target=AppState.REVIEW,
        by=own_apps,
    )
    back = Step(_("退回草稿"), source=(AppState.REVIEW,), target=AppState.DRAFT, by=review_apps)
    admit = Step(
        _("准予接入"),
        source=(AppState.REVIEW, AppState.IN_USE),
        target=AppState.IN_USE,
        by=review_apps,
    )
    suspend = Step(_("暂停"), source=(AppState.IN_USE,), target=AppState.SUSPENDED, by=suspend_apps, needs_reason=True)
    resume = Step(_("恢复"), source=(AppState.SUSPENDED,), target=AppState.IN_USE, by=suspend_apps, needs_reason=True)
    expire = Step(_("到期"), source=(AppState.IN_USE, AppState.SUSPENDED), target=AppState.EXPIRED, by=keep_catalogue)
    end = Step(
        _("终止"),
        source=(AppState.IN_USE, AppState.SUSPENDED),
        target=AppState.ENDED,
        by=keep_catalogue,
        needs_reason=True,
    )
