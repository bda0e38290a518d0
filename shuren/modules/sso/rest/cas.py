"""CAS 3.0 for machines: what a ticket stands for."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from lxml import etree

from shuren.kernel.http.policy import Request, public
from shuren.modules.sso.actions.tickets import NotValid, Told, validate

NS = "http://www.yale.edu/tp/cas"


@public
@never_cache
@require_safe
def plain(request: Request) -> HttpResponse:
    """CAS 1.0: yes and a name, or no."""
    try:
        body = f"yes\n{_told(request).user}\n"
    except NotValid:
        body = "no\n\n"
    return HttpResponse(body, content_type="text/plain; charset=utf-8")


@public
@never_cache
@require_safe
def service(request: Request) -> HttpResponse:
    """CAS 2.0: the name alone."""
    return _answer(request, with_attributes=False)


@public
@never_cache
@require_safe
def service_with_attributes(request: Request) -> HttpResponse:
    """CAS 3.0: the name and what else the app may know."""
    return _answer(request, with_attributes=True)


def _told(request: Request) -> Told:
    data = request.GET
    return validate(
        raw=data.get("ticket", ""),
        address=data.get("service", ""),
        renew=data.get("renew") == "true",
        at=timezone.now(),
    )


def _answer(request: Request, *, with_attributes: bool) -> HttpResponse:
    is_json = request.GET.get("format", "").upper() == "JSON"
    try:
        told = _told(request)
    except NotValid as fault:
        failure = {"code": fault.code, "description": fault.sentence}
        return _json({"authenticationFailure": failure}) if is_json else _failure(fault)
    attributes = told.attributes if with_attributes else {}
    if is_json:
        return _json({"authenticationSuccess": {"user": told.user, "attributes": attributes}})
    return _success(told.user, attributes)


def _json(told: dict[str, Any]) -> HttpResponse:
    return JsonResponse({"serviceResponse": told}, json_dumps_params={"ensure_ascii": False})


def _success(user: str, attributes: dict[str, Any]) -> HttpResponse:
    root = etree.Element(f"{{{NS}}}serviceResponse", nsmap={"cas": NS})
    success = etree.SubElement(root, f"{{{NS}}}authenticationSuccess")
    etree.SubElement(success, f"{{{NS}}}user").text = user
    if attributes:
        listed = etree.SubElement(success, f"{{{NS}}}attributes")
        for name, value in attributes.items():
            for one in value if isinstance(value, list) else [value]:
                etree.SubElement(listed, f"{{{NS}}}{name}").text = _written(one)
    return _xml(root)


def _failure(fault: NotValid) -> HttpResponse:
    root = etree.Element(f"{{{NS}}}serviceResponse", nsmap={"cas": NS})
    etree.SubElement(root, f"{{{NS}}}authenticationFailure", code=fault.code).text = fault.sentence
    return _xml(root)


def _written(value: Any) -> str:
    return " ".join(str(part) for part in value.values()) if isinstance(value, dict) else str(value)


def _xml(root: Any) -> HttpResponse:
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
