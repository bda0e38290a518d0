"""What the rules on papers refuse, kind by kind."""

from dataclasses import replace

import pytest

from shuren.modules.office.rules.kinds import KINDS, Routed, faults

pytestmark = pytest.mark.pure
CITY, COUNTY, SCHOOL, OTHER = "00010001", "000100010001", "0001000100010001", "0001000100010002"
ASKING = Routed(
    kind=KINDS["请示"], sender=SCHOOL, title="东山小学关于增班的请示", body="现请求增班。\n妥否，请批复。",
    main=[COUNTY], above=[COUNTY, CITY, "0001"],
)  # fmt: skip
REPORTING = replace(ASKING, kind=KINDS["报告"], title="关于防汛情况的报告", body="已完成自查。\n特此报告。")
NOTICE = Routed(kind=KINDS["通知"], sender=COUNTY, title="关于防汛的通知", body="请落实。", main=[SCHOOL])
ANSWER = replace(NOTICE, kind=KINDS["批复"], title="关于增班的批复", asker=SCHOOL)


@pytest.mark.parametrize("draft", [ASKING, REPORTING, NOTICE, ANSWER, replace(ASKING, main=[CITY], copies=[COUNTY])])
def test_what_keeps_the_rules_is_not_refused(draft: Routed) -> None:
    assert not list(faults(draft))


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (replace(ASKING, title="东山小学关于增班的报告"), "title", "title"),
        (replace(ASKING, main=[COUNTY, CITY]), "units", "one"),
        (replace(ASKING, groups=["schools"]), "units", "one"),
        (replace(ASKING, main=[OTHER]), "units", "above"),
        (replace(ASKING, main=[CITY]), "copies", "between"),
        (replace(ASKING, sender=COUNTY, main=[CITY], above=[CITY], copies=[SCHOOL]), "copies", "below"),
        (replace(ASKING, title="关于增班等事项的请示"), "body", "matters"),
        (replace(ASKING, body="一、增班。妥否，请批复。\n二、购置设备。当否，请批示。"), "body", "matters"),
        (replace(REPORTING, body="已完成自查，请予批准维修经费。"), "body", "request"),
        (replace(NOTICE, sender=SCHOOL, main=[COUNTY]), "kind", "way"),
        (replace(ANSWER, asker=""), "answers", "unasked"),
        (replace(ANSWER, main=[SCHOOL, OTHER]), "units", "asker"),
    ],
)
def test_what_breaks_a_rule_is_told_at_its_field(draft: Routed, field: str, code: str) -> None:
    assert [(fault.field, fault.code) for fault in faults(draft)] == [(field, code)]
