"""A teacher signs in at a service by CAS 3.0; what is tried against it, one test each."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from lxml import etree

from shuren.kernel.audit.models import Entry
from shuren.modules.sso.models import Ticket, Visit
from tests.modules.sso import entrances
from tests.modules.sso.entrances import SERVICE, agree

pytestmark = pytest.mark.django_db
NS = {"cas": "http://www.yale.edu/tp/cas"}


@pytest.fixture
def service(app: Any) -> Any:
    return entrances.a_service(app)


def ticket(browser: Browser, address: str = SERVICE, **more: str) -> str:
    answer = browser.get("/cas/login", {"service": address, **more})
    if answer.status_code == 200:
        answer = agree(browser, answer, at="/cas/decide")
    assert answer["Location"].startswith(f"{address}{'&' if '?' in address else '?'}ticket=ST-"), answer["Location"]
    return str(answer["Location"].rpartition("ticket=")[2])


def told(raw: str, address: str = SERVICE, path: str = "/cas/p3/serviceValidate", **more: str) -> Any:
    answer = Browser().get(path, {"service": address, "ticket": raw, **more})
    assert answer.status_code == 200
    return etree.fromstring(answer.content)


def code(answer: Any) -> str:
    return "".join(answer.xpath("//cas:authenticationFailure/@code", namespaces=NS))


def test_a_ticket_stands_for_a_person(service: Any, browser: Browser) -> None:
    answer = told(ticket(browser))
    user = answer.xpath("string(//cas:user)", namespaces=NS)
    assert len(user) == 64, "a number that is of use to this app alone"
    assert answer.xpath("string(//cas:attributes/cas:name)", namespaces=NS) == "宋教"
    assert answer.xpath("string(//cas:attributes/cas:school)", namespaces=NS) == "东山小学"
    assert not answer.xpath("//cas:attributes/cas:phone", namespaces=NS)


def test_cas_2_is_told_the_name_alone(service: Any, browser: Browser) -> None:
    answer = told(ticket(browser), path="/cas/serviceValidate")
    assert answer.xpath("string(//cas:user)", namespaces=NS)
    assert not answer.xpath("//cas:attributes", namespaces=NS)


def test_cas_1_is_told_yes_or_no(service: Any, browser: Browser) -> None:
    raw = ticket(browser)
    asked = {"service": SERVICE, "ticket": raw}
    assert Browser().get("/cas/validate", asked).content.startswith(b"yes\n")
    assert Browser().get("/cas/validate", asked).content == b"no\n\n"


def test_an_app_may_ask_for_a_register_s_number_as_the_name(app: Any, browser: Browser) -> None:
    entrances.a_service(app, principal="name")
    assert told(ticket(browser)).xpath("string(//cas:user)", namespaces=NS) == "宋教"


def test_json_is_told_where_asked_for(service: Any, browser: Browser) -> None:
    asked = {"service": SERVICE, "ticket": ticket(browser), "format": "JSON"}
    found = Browser().get("/cas/p3/serviceValidate", asked).json()["serviceResponse"]
    assert found["authenticationSuccess"]["attributes"]["name"] == "宋教"


def test_a_replayed_ticket_is_refused_and_ends_the_visit(service: Any, browser: Browser) -> None:
    raw = ticket(browser)
    told(raw)
    assert code(told(raw)) == "INVALID_TICKET"
    assert Visit.objects.get().ended_why == "replayed"
    assert Entry.objects.within("").filter(label="sso.visit.replayed").count() == 1


def test_a_ticket_for_another_address_is_refused_and_used_up(service: Any, browser: Browser) -> None:
    raw = ticket(browser)
    assert code(told(raw, SERVICE + "other")) == "INVALID_SERVICE"
    assert code(told(raw)) == "INVALID_TICKET"


def test_an_expired_ticket_is_refused(service: Any, browser: Browser) -> None:
    raw = ticket(browser)
    Ticket.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert code(told(raw)) == "INVALID_TICKET"


@pytest.mark.parametrize("raw", ["", "ST-unknown", "ST-" + "x" * 5000])
def test_a_made_up_ticket_is_refused(service: Any, raw: str) -> None:
    assert code(told(raw)).startswith("INVALID_")


def test_a_ticket_is_kept_as_a_digest_until_it_is_used(service: Any, browser: Browser) -> None:
    raw = ticket(browser)
    row = Ticket.objects.get()
    assert raw not in {row.digest, row.name}


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.org/app/",
        "https://reading.example.org.evil.org/app/",
        "https://reading.example.org@evil.org/app/",
        "https://reading.example.org/other/",
        "https://reading.example.org/app/../other/",
        "https://reading.example.org/app/%2e%2e/other/",
        "https://reading.example.org:444/app/",
        "http://reading.example.org/app/",
        "javascript:alert(1)",
        "//reading.example.org/app/",
        "",
    ],
)
def test_an_address_that_is_not_registered_gets_no_ticket(service: Any, browser: Browser, address: str) -> None:
    answer = browser.get("/cas/login", {"service": address})
    assert answer.status_code == 400
    assert not Ticket.objects.exists()


def test_the_page_before_signing_in_refuses_it_too(service: Any) -> None:
    assert Browser().get("/cas/login", {"service": "https://evil.example.org/"}).status_code == 400


def test_gateway_asks_nobody_anything(service: Any, browser: Browser) -> None:
    asked = {"service": SERVICE, "gateway": "true"}
    assert Browser().get("/cas/login", asked)["Location"] == SERVICE
    assert browser.get("/cas/login", asked)["Location"] == SERVICE, "consent was never given"
    ticket(browser)
    assert "ticket=" in browser.get("/cas/login", asked)["Location"]


def test_renew_asks_for_the_password_again_and_is_told(service: Any, browser: Browser) -> None:
    raw = ticket(browser)
    assert code(told(raw, renew="true")) == "INVALID_TICKET"
    answer = browser.get("/cas/login", {"service": SERVICE, "renew": "true"})
    assert answer["Location"].startswith("/sign-in/again?next=%2Fcas%2Fonward")


def test_a_service_keeps_its_own_query(service: Any, browser: Browser) -> None:
    address = SERVICE + "page?x=1"
    assert not code(told(ticket(browser, address), address))


def test_signing_out_by_the_service_asks_only_where_it_is_not_known(service: Any, browser: Browser) -> None:
    assert browser.get("/cas/logout", {"service": SERVICE})["Location"] == "/oauth/logout"
    ticket(browser)
    assert browser.get("/cas/logout", {"service": SERVICE})["Location"] == SERVICE
    assert browser.get("/me").status_code == 302


def test_signing_out_leads_to_registered_addresses_only(service: Any, browser: Browser) -> None:
    ticket(browser)
    answer = browser.get("/cas/logout", {"service": "https://evil.example.org/"})
    assert "evil" not in answer["Location"]


def test_nobody_is_let_in_whose_school_has_not_switched_the_app_on(world: Any, service: Any) -> None:
    browser = entrances.signed_in(world, "county_official")
    assert browser.get("/cas/login", {"service": SERVICE}).status_code == 403
