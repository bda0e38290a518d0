"""A million open cases: one real case of each school, copied with all its rows."""

import io
from collections.abc import Iterator

from django.db import connection

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, attachments, commands
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Case
from shuren.kernel.refusals import Refused
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account
from shuren.spine.people.models import Enrolment

KIND = "registry.suspension"
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj"
FIRST, STEP = 10_000_000, 1_000  # ids of copies: a block of ids for each round
COLUMNS = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
WHERE table_name IN ('cases_case', 'cases_entry', 'cases_stay', 'cases_party', 'notices_notice') GROUP BY table_name
"""
NEW = "{first} + k * {step} + real.rank"
# Every 500 rounds have counties of their own, so that nobody is asked more than in a province of some hundred counties.
COUNTY = "'Z' || lpad(upper(to_hex(k / 500)), 3, '0')"
PLACE = (
    "CASE WHEN k > 500 AND length(row.org_path) >= 12"
    f" THEN overlay(row.org_path placing {COUNTY} from 9 for 4) ELSE row.org_path END"
)
LATER = "row.due_at - mod(k, 30) * interval '1 day'"
OWN = {
    "cases_case": {"id": NEW, "number": "'BN' || (" + NEW + ")", "subject": "'bench:' || (" + NEW + ")",
                   "org_path": PLACE, "opened_at": "row.opened_at - k * interval '10 seconds'"},
    "cases_entry": {"case_id": NEW},
    "cases_stay": {"case_id": NEW, "org_path": PLACE, "due_on": "row.due_on - mod(k, 30)"},
    "cases_party": {"case_id": NEW, "org_path": PLACE},
    "notices_notice": {"subject_id": "(" + NEW + ") || substr(row.subject_id, strpos(row.subject_id, '.'))",
                       "link": "'/cases/' || (" + NEW + ") || '/'", "due_at": LATER, "org_path": PLACE,
                       "params": "row.params || jsonb_build_object('number', 'BN' || (" + NEW + "))"},
}  # fmt: skip
OF = {"cases_case": "row.id", "notices_notice": "split_part(row.subject_id, '.', 1)::bigint"}


def seed(count: int) -> int:
    """Bring the number of open cases up to `count`; return how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE outcome = ''")
        known: int = cursor.fetchone()[0]
        if known >= count:
            return known
        real = [case.pk for case in _real_cases()]
        cursor.execute(COLUMNS)
        rounds = -(-count // len(real))
        for table, columns in sorted(dict(cursor.fetchall()).items()):  # cases_case comes first: the others point to it
            cursor.execute(_copy(table, columns.split(", ")), [real, rounds])
        cursor.execute("VACUUM ANALYZE cases_case, cases_entry, cases_stay, cases_party, notices_notice")
        return rounds * len(real)


def _copy(table: str, columns: list[str]) -> str:
    own = {name: value.format(first=FIRST, step=STEP) for name, value in OWN[table].items()}
    kept = [name for name in columns if name != "id" or "id" in own]
    values = ", ".join(own.get(name, f"row.{name}") for name in kept)
    where = " AND row.kind = 'cases' AND row.settled_at IS NULL" if table == "notices_notice" else ""
    case = OF.get(table, "row.case_id")
    return (
        f"INSERT INTO {table} ({', '.join(kept)}) SELECT {values} FROM {table} AS row "
        f"JOIN unnest(%s::bigint[]) WITH ORDINALITY AS real(id, rank) ON real.id = {case}{where} "
        "CROSS JOIN generate_series(1, %s) AS k"
    )


def _real_cases() -> Iterator[Case]:
    """Apply for one case at each school; at every other school the principal agrees, so that counties are asked too."""
    registrars = Account.objects.filter(grants__role="registrar", username__startswith="r").distinct()
    for number, account in enumerate(registrars.order_by("pk")):
        registrar = _actor(account)
        if registrar is None or (case := _applied(registrar)) is None:
            continue
        principal = Account.objects.filter(username=f"p{account.username[1:]}").first()
        if number % 2 and principal and (signer := _actor(principal)):
            case = actions.act(actor=signer, case_id=case.pk, command=commands.Agree(2))
        yield case


def _actor(account: Account) -> Actor | None:
    """Return who an account is; nobody where its school has closed."""
    return next((identity.actor_for(account, grant) for grant in identity.grants_of(account)), None)


def _applied(registrar: Actor) -> Case | None:
    """Apply for the first pupil of the school for whom it can be done."""
    kind = newest(KIND)
    pupils = Enrolment.objects.within(registrar.path).filter(left_on=None, status="01").order_by("pk")[:3]
    for pupil in pupils:
        typed = {"pupil": pupil.school_no, "reason": "99", "on": "2026-11-23", "until": "2027-09-01"}
        form = kind.form(typed, actor=registrar)
        if not form.is_valid():
            continue
        paper = attachments.keep(actor=registrar, material=kind.materials[0], name="1.pdf", content=io.BytesIO(PDF))
        given = {kind.materials[0].code: Given((paper.pk,))}
        try:
            return actions.apply(actor=registrar, type_code=KIND, form=form.cleaned_data, materials=given)
        except Refused:
            continue
    return None
