"""The protocol: who is let in, how pages follow each other, what is refused and how."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuren.modules.apps.models import SandboxKey
from shuren.modules.rostering.rules.binding import BASE, COLLECTIONS, CORE, DEMOGRAPHICS, FULL, OPERATIONS
from tests.modules.rostering import rosters
from tests.modules.rostering.rosters import Reader, School, granted
from tests.modules.sso import entrances
from tests.world import World

pytestmark = pytest.mark.django_db
SANDBOX = "sbx_a-key-of-the-sandbox"


def refusal(answer: Any) -> tuple[int, str]:
    """Return status and minor code, checking that the payload is the standard's."""
    told = answer.json()
    assert (told["imsx_codeMajor"], told["imsx_severity"]) == ("failure", "error")
    assert told["imsx_description"]
    (field,) = told["imsx_CodeMinor"]["imsx_codeMinorField"]
    assert field["imsx_codeMinorFieldName"] == "TargetEndSystem"
    return answer.status_code, field["imsx_codeMinorFieldValue"]


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x y", "Basic YTpi", "Bearer unknown", "Bearer sbx_unknown"]
)
def test_without_a_good_token_nothing_opens(header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = Client().get(f"{BASE}/orgs", headers=headers)
    assert refusal(answer) == (401, "unauthorisedrequest")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_browser_that_is_signed_in_opens_nothing(world: World, school: School, app: Any) -> None:
    granted(app, world.school)
    assert refusal(world.client("system_admin").get(f"{BASE}/users")) == (401, "unauthorisedrequest")


def test_the_token_of_a_person_opens_no_roster(world: World) -> None:
    app = entrances.an_app(world)
    token = entrances.by_post(app).tokens(entrances.signed_in(world))["access_token"]
    answer = Client().get(f"{BASE}/orgs", headers={"Authorization": f"Bearer {token}"})
    assert refusal(answer) == (403, "forbidden")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_each_scope_opens_what_it_is_for_and_nothing_else(app: Any, operation: Any) -> None:
    address = re.sub(r"{\w+}", "0" * 32, operation.template)
    for scope in (CORE, FULL, DEMOGRAPHICS):
        answer = rosters.reader(app, scope).asks(address)
        assert (answer.status_code == 403) is (scope not in operation.scopes), f"{scope} at {address}"


def test_pages_follow_each_other_and_miss_nobody(world: World, app: Any, reader: Reader) -> None:
    rosters.a_school(world.school, tuple(f"学生{number}" for number in "一二三四五六七"))
    granted(app, world.school)
    seen: list[str] = []
    address = f"{BASE}/students?limit=3&sort=metadata.fullName&orderBy=desc"
    while address:
        answer = Client().get(address, headers={"Authorization": f"Bearer {reader.token}"})
        assert answer["X-Total-Count"] == "7"
        seen += [one["metadata"]["fullName"] for one in answer.json()["users"]]
        links = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', answer["Link"]))
        by_rel = {rel: link for link, rel in links.items()}
        address = by_rel.get("next", "").removeprefix("http://localhost:8000")
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 7
    assert by_rel["last"].endswith("offset=6")
    assert by_rel["prev"].endswith("offset=3")


def test_beyond_the_last_page_there_is_an_empty_one(world: World, school: School, app: Any, reader: Reader) -> None:
    granted(app, world.school)
    answer = reader.asks("/users", offset=100, limit=2)
    assert answer.json() == {"users": []}
    assert answer["X-Total-Count"] == "5"
    assert 'offset=4>; rel="prev"' in answer["Link"], "the last page that holds somebody"


def test_of_a_selection_no_more_is_told(world: World, school: School, app: Any, reader: Reader) -> None:
    granted(app, world.school)
    assert reader.reads("/orgs", fields="name") == [{"name": "东山小学"}]
    assert all(set(one) <= {"familyName", "roles"} for one in reader.reads("/users", fields="familyName,roles"))
    (org,) = reader.reads("/orgs")
    assert reader.one(f"/orgs/{org['sourcedId']}", fields="type,identifier") == {
        "type": "school",
        "identifier": org["identifier"],
    }
    assert refusal(reader.asks("/users", fields="familyName,shoeSize")) == (400, "invalid_selection_field")
    assert refusal(reader.asks(f"/orgs/{org['sourcedId']}", fields="x")) == (400, "invalid_selection_field")


@pytest.mark.parametrize("step", [operation.only for operation in COLLECTIONS.values() if len(operation.steps) == 1])
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"filter": "status"}, "invalid_filter_field"),
        ({"filter": "shoeSize='44'"}, "invalid_filter_field"),
        ({"filter": "dateLastModified>'yesterday'"}, "invalid_filter_field"),
        ({"sort": "shoeSize"}, "invaliddata"),
        ({"orderBy": "up"}, "invaliddata"),
        ({"limit": "0"}, "invaliddata"),
    ],
)
def test_what_is_not_understood_is_refused(
    world: World, app: Any, reader: Reader, step: str, given: dict[str, str], code: str
) -> None:
    granted(app, world.school)
    assert refusal(reader.asks(f"/{step}", **given)) == (400, code)


@pytest.mark.parametrize(
    "given",
    [
        {"filter": "familyName='''; DROP TABLE people_enrolment; --'"},
        {"filter": "familyName~'%'"},
        {"filter": "familyName~'_'"},
        {"filter": "metadata.fullName='%s %(x)s {0}'"},
        {"filter": "familyName='\\'"},
    ],
)
def test_a_value_is_a_value_and_no_part_of_the_statement(
    world: World, school: School, app: Any, reader: Reader, given: dict[str, str]
) -> None:
    granted(app, world.school)
    assert reader.reads("/users", **given) == []
    assert len(reader.reads("/students")) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("familyName='郑'", {"郑小树", "郑家"}),
        ("familyName='欧阳'", {"欧阳娜娜"}),
        ("familyName='欧'", set()),
        ("givenName='木'", {"林木"}),
        ("givenName>'木'", {"欧阳娜娜", "宋教", "郑小树", "林木", "郑家"} - {"林木", "郑小树"}),
        ("roles.role='student' AND metadata.fullName~'木'", {"林木"}),
        ("roles.role='guardian' OR roles.role='teacher'", {"郑家", "宋教"}),
        ("roles.role!='student'", {"郑家", "宋教"}),
        ("grades~'三'", {"郑小树", "欧阳娜娜", "林木"}),
        ("status='tobedeleted'", set()),
        ("enabledUser='true' AND roles.role='teacher'", {"宋教"}),
    ],
)
def test_users_are_filtered(
    world: World, school: School, app: Any, reader: Reader, text: str, expected: set[str]
) -> None:
    granted(app, world.school)
    found = rosters.called(reader.reads("/users", filter=text))
    if ">" in text:
        everybody = reader.reads("/users")
        expected = {one["metadata"]["fullName"] for one in everybody if one["givenName"] > "木"}
    assert found == expected


def test_objects_are_found_by_their_references(world: World, school: School, app: Any, reader: Reader) -> None:
    rosters.a_school(world.far_school, ("周远",), "吴远")
    for org in (world.school, world.far_school):
        granted(app, org)
    for row in reader.reads("/enrollments"):
        for field in ("user", "class", "school"):
            same = reader.reads("/enrollments", filter=f"{field}.sourcedId='{row[field]['sourcedId']}'")
            assert row in same
        assert reader.reads("/enrollments", filter=f"sourcedId='{row['sourcedId']}'") == [row]
        assert reader.one(f"/enrollments/{row['sourcedId']}") == row
    (org,) = reader.reads("/orgs", filter="name='高新小学'")
    assert rosters.called(reader.reads(f"/schools/{org['sourcedId']}/students")) == {"周远"}
    assert rosters.called(reader.reads("/users", filter=f"roles.org.sourcedId='{org['sourcedId']}'")) >= {
        "周远",
        "吴远",
    }
    assert reader.reads("/classes", filter=f"school.sourcedId!='{org['sourcedId']}'")[0]["title"] == "三（1）班"


def test_every_nested_address_tells_what_belongs_there(world: World, school: School, app: Any, reader: Reader) -> None:
    granted(app, world.school)
    first = {
        step: reader.reads(f"/{step}")[0]["sourcedId"]
        for (step, *more) in COLLECTIONS
        if not more and step != "gradingPeriods"
    }
    for operation in COLLECTIONS.values():
        held = [first[step] for step in operation.steps[:-1]]
        address = "/" + "/".join(
            part for pair in zip(operation.steps, [*held, ""], strict=True) for part in pair if part
        )
        found = reader.reads(address)
        assert bool(found) is (operation.only != "gradingPeriods"), address
    teacher, pupil = first["teachers"], first["students"]
    assert reader.asks(f"/students/{teacher}/classes").status_code == 404, "a teacher is no student"
    assert reader.asks(f"/teachers/{pupil}").status_code == 404


def test_what_a_reference_leads_to_is_there(world: World, school: School, app: Any, reader: Reader) -> None:
    granted(app, world.school)
    references: set[str] = set()
    for step, *more in COLLECTIONS:
        if not more:
            references |= set(
                re.findall(r'"href": "http://localhost:8000([^"]+)"', reader.asks(f"/{step}").content.decode())
            )
    assert len(references) > 8
    for address in references:
        assert reader.asks(address.removeprefix(BASE)).status_code == 200, address


@pytest.mark.parametrize("address", ["/resources", "/resources/x", "/lineItems", "/schools/x/lineItems", "/a/b/c/d/e"])
def test_what_the_service_does_not_have_is_an_unknown_object(app: Any, reader: Reader, address: str) -> None:
    assert refusal(reader.asks(address)) == (404, "unknownobject")


def test_it_is_read_only(reader: Reader) -> None:
    for method in ("post", "put", "delete", "patch"):
        answer = getattr(Client(), method)(f"{BASE}/users", headers={"Authorization": f"Bearer {reader.token}"})
        assert answer.status_code == 405


def test_an_answer_is_kept_nowhere(world: World, school: School, app: Any, reader: Reader) -> None:
    granted(app, world.school)
    assert reader.asks("/users")["Cache-Control"] == "no-store"


# --- the sandbox ----------------------------------------------------------------------------------------------------


@pytest.fixture
def sandbox(app: Any) -> Reader:
    from datetime import date

    from shuren.modules.apps.actions.sandbox import digest_of

    SandboxKey.objects.create(vendor=app.vendor, digest=digest_of(SANDBOX), tail="dbox", ends_on=date(2999, 1, 1))
    return Reader(SANDBOX)


def test_a_key_of_the_sandbox_opens_synthetic_people_and_nobody_else(
    world: World, school: School, app: Any, sandbox: Reader
) -> None:
    granted(app, world.school)
    answer = sandbox.asks("/users", limit=100)
    assert answer["X-Total-Count"] == "60"
    assert not rosters.called(answer.json()["users"]) & {"郑小树", "欧阳娜娜", "林木", "宋教", "郑家"}
    (org, *_more) = sandbox.reads("/orgs")
    assert org["identifier"].startswith("T")
    assert sandbox.reads(f"/schools/{org['sourcedId']}/students")


def test_the_sandbox_and_the_registers_answer_alike(
    world: World, school: School, app: Any, reader: Reader, sandbox: Reader
) -> None:
    """Whatever works against the sandbox works against a school: the same fields, names and pages."""
    granted(app, world.school)
    for step, *more in COLLECTIONS:
        if more or step == "gradingPeriods":
            continue
        real, made_up = ({field for one in read.reads(f"/{step}") for field in one} for read in (reader, sandbox))
        assert real <= made_up | {"agents"}, step


def test_the_description_is_served_where_the_standard_says(client: Client) -> None:
    answer = client.get(reverse("rostering:openapi"))
    assert answer.json()["servers"] == [{"url": f"http://localhost:8000{BASE}"}]
    assert answer.wsgi_request.path.endswith("/discovery/onerosterv1p2rostersservice_openapi3_v1p0.json")
