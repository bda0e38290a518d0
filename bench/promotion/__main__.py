"""Run the workload and print its results."""

import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from bench import measuring

YEAR, TODAY = 2026, date(2027, 7, 5)
PUPILS = """
SELECT e.id, e.stage, %(year)s - e.entry_year + 1, c.years, e.status, e.left_on, e.school_class_id, e.entry_year
FROM people_enrolment e LEFT JOIN orgs_schoolclass c ON c.id = e.school_class_id AND c.stage = e.stage
WHERE e.entry_year <= %(year)s AND e.entered_on < %(ends)s
"""
CASES = "SELECT subject FROM cases_case WHERE outcome = '' AND subject LIKE 'enrolment:%%'"
SUM = """
SELECT count(*), sum(hashtextextended(ROW(id, left_on, left_reason, status, entry_year, school_class_id)::text, 0))
FROM people_enrolment
UNION ALL SELECT count(*), sum(hashtextextended(ROW(id, closed_on)::text, 0)) FROM orgs_schoolclass
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    from shuren.kernel.embedded import database_url

    os.environ.setdefault("DATABASE_URL", database_url(Path(os.environ["SHUREN_VAR"])))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from shuren.kernel.actors import system_actor
    from shuren.kernel.rowsecurity import scope_of

    with scope_of(system_actor("bench", "bench")):
        measuring.report("promotion", measure())


def measure() -> dict[str, Any]:
    from django.utils import timezone

    from shuren.modules.registry.actions import yearends
    from shuren.modules.registry.queries.yearends import totals

    timezone.localdate = lambda *_args: TODAY  # the act is carried out in July
    first, second = officials()
    sign_everywhere()
    before = sums()
    act = yearends.prepare(actor=first, year=YEAR)
    took: dict[str, float] = {}
    cpu: dict[str, float] = {}

    def step(name: str, **more: Any) -> None:
        busy = server_cpu()
        took[f"{name}_s"] = round(measuring.timed(lambda: more.pop("call")(act=act, tell=quiet, **more))[0], 1)
        cpu[f"{name}_server_cpu_s"] = round(server_cpu() - busy, 1)

    step("preview", call=yearends.preview, actor=first)
    act.refresh_from_db()
    expected = plain()
    step("apply", call=yearends.apply, actor=second)
    agree(act, expected)
    settled = totals(act)
    act.refresh_from_db()
    step("undo", call=yearends.undo, actor=second, reason="bench")
    assert sums() == before, "undoing left something behind"
    return {
        "pupils": sum(settled.values()), "outcomes": settled, "classes_closed": len(act.closed_classes), **took,
        "all_s": round(sum(took.values()), 1), **cpu, "all_server_cpu_s": round(sum(cpu.values()), 1),
        "load_after": os.getloadavg()[0], "machine": measuring.machine(),
    }  # fmt: skip


def quiet(done: int, total: int, note: str) -> None:
    """Progress that nobody watches."""


def server_cpu() -> float:
    """Return the processor seconds that the server has spent for this connection, where it runs on this machine."""
    times = Path(f"/proc/{rows('SELECT pg_backend_pid()')[0][0]}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def officials() -> tuple[Any, Any]:
    """Return two officials of the city: one prepares, the other carries out."""
    from shuren.kernel.actors import Actor
    from shuren.modules.registry.permissions import close_year
    from shuren.spine.orgs.models import Org

    city = Org.objects.within("").get(level="city")
    return tuple(Actor(key, key, "city_official", city.path, frozenset({close_year.code})) for key in ("a", "b"))  # type: ignore[return-value]


def sign_everywhere() -> None:
    """Let every school confirm who is qualified, as its principal would."""
    from django.utils import timezone

    from shuren.modules.registry.models import FinishersSigned
    from shuren.spine.orgs.models import Org

    schools = Org.objects.within("").filter(level="school").values_list("pk", "path")
    rows = [FinishersSigned(school_id=pk, org_path=path, year=YEAR, signed_by="bench", signed_at=timezone.now())
            for pk, path in schools]  # fmt: skip
    FinishersSigned.objects.bulk_create(rows, ignore_conflicts=True)


def sums() -> list[Any]:
    return rows(SUM)


def rows(statement: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, {"year": YEAR, "ends": date(YEAR + 1, 9, 1)})
        return cursor.fetchall()


def plain() -> dict[int, Any]:
    """Return what the rule says of every pupil, one by one, with the row as it must be afterwards."""
    from shuren.modules.registry.rules.yearend import ENDED, Outcome, Standing, outcome
    from shuren.spine.people.api import STAGE_YEARS

    found, busy = {}, {int(subject.partition(":")[2]) for (subject,) in rows(CASES)}
    for pk, stage, grade, years, status, left_on, group, entered in rows(PUPILS):
        if left_on is not None:
            continue
        pupil = Standing(stage, grade, years or STAGE_YEARS[stage], status, has_case=pk in busy, is_signed=True)
        what, why = outcome(pupil)
        stays = what == Outcome.STAY
        row = (ENDED.get(what, status), TODAY if what in ENDED else None, None if stays else group, entered + stays)
        found[pk] = (what.value, why.value, *row)
    return found


def agree(act: Any, expected: dict[int, Any]) -> None:
    """Hold every pupil's outcome and row against the plain rule."""
    stored = {
        pk: tuple(rest)
        for pk, *rest in rows(
            "SELECT r.enrolment_id, r.outcome, r.why, e.status, e.left_on, e.school_class_id, e.entry_year "
            f"FROM registry_yearresult r JOIN people_enrolment e ON e.id = r.enrolment_id "
            f"WHERE r.year_end_id = {act.pk}"
        )
    }
    wrong = [pk for pk in stored.keys() | expected.keys() if stored.get(pk) != expected.get(pk)]
    told = Counter((expected.get(pk, ("none",))[0], stored.get(pk, ("none",))[0]) for pk in wrong)
    assert not wrong, f"{len(wrong)} pupils differ from the plain rule: {told}"


if __name__ == "__main__":
    main()
