"""Building the demo region: once, whole, the same each time.

The audit log says how far a build has come: an entry when it begins, an entry when it is finished. A beginning without
an end is a build that was killed; as nothing but the demo region stands in such a database, it is emptied and built
anew. A database that holds anything else is never touched.
"""

import json
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import click
import numpy as np
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

from shuren.kernel.actors import system_actor
from shuren.kernel.audit import anchors
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.models import Entry
from shuren.kernel.rowsecurity import scope_of
from shuren.site import events
from shuren.site.actors import DEMO
from shuren.site.demo import (
    accounts,
    announced,
    apps,
    changes,
    collection,
    figures,
    inspections,
    offices,
    opened,
    orgs,
    planwork,
    projects,
    reading,
    registers,
    registry,
    returns,
    statistics,
)
from shuren.site.demo.pool import Pool, finish, pool
from shuren.site.demo.region import grow
from shuren.site.demo.sizes import PLAN_YEARS, SIZES, YEARS, Size
from shuren.spine.orgs.models import Org

SEED = 20160901
BUILDER = system_actor("demo", DEMO)
SUBJECT = "demo.region"

Say = Callable[[str], None]


def ensure(name: str, say: Say) -> None:
    """Build the demo region of a size unless it is there. Raises ClickException where the database holds another."""
    size = SIZES[name]
    begun, built = _noted(events.DEMO_BEGUN.code), _noted(events.DEMO_BUILT.code)
    if built == name:
        say(f"· 演示区域 {name} 已就绪 the demo region is there")
        return
    if begun is None and Org.objects.within("").exists():
        raise click.ClickException(
            "数据库中已有不属于演示区域的数据，不会改动。The database holds data that is not the demo region's: "
            "point DATABASE_URL or SHUREN_VAR elsewhere."
        )
    if built is not None:
        raise click.ClickException(
            f"数据库中是 {built} 规模的演示区域；请先 make db-reset，或用 SHUREN_VAR 指定另一个目录。"
            f"The database holds the demo region of size {built}: empty it first, or point SHUREN_VAR elsewhere."
        )
    if begun is not None:
        say("· 上次生成没有完成，清空后重来 the last build was cut off; starting anew")
        _empty()
    _build(size, say)


def _noted(label: str) -> str | None:
    """Return the size that the newest entry of a label speaks of."""
    entries = Entry.objects.within("").filter(subject_type=SUBJECT, label=label)
    details = entries.order_by("-id").values_list("details", flat=True).first()
    return json.loads(details)["size"] if details else None


def _empty() -> None:
    """Take every table away and make them anew; forget snapshots and files that belonged to them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'")
        for (schema,) in cursor.fetchall():
            cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
        cursor.execute("CREATE SCHEMA public")
    ContentType.objects.clear_cache()
    call_command("migrate", verbosity=0, interactive=False)
    for folder in (Path(settings.LAKE_DIR), workbook_folder()):
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)


def workbook_folder() -> Path:
    """Return where the workbooks lie that the demo's schools have filled in."""
    return Path(settings.VAR_DIR) / "demo" / "workbooks"


def _build(size: Size, say: Say) -> None:
    began = time.monotonic()
    anchors.put_aside()
    _note(events.DEMO_BEGUN, size)
    with scope_of(BUILDER), pool(os.cpu_count() or 1 if size.filed_from else 0) as workers:
        for label, step in Building(size, workers).steps():
            start = time.monotonic()
            outcome = step()
            say(f"· {label:<40} {outcome:<24} {time.monotonic() - start:6.1f} s")
    seconds = round(time.monotonic() - began, 1)
    _note(events.DEMO_BUILT, size, seconds=seconds)
    say(f"· 演示区域就绪，用时 {seconds:.0f} 秒 the demo region is ready")


def _note(label: events.AuditLabel, size: Size, **details: object) -> None:
    with transaction.atomic():
        told = {"size": size.name, "seed": SEED, **details}
        record(actor=BUILDER, label=label, org_path="", subject=(SUBJECT, size.name), details=told)


class Building:
    """The steps of one build, in order."""

    def __init__(self, size: Size, workers: Pool) -> None:
        self.size, self.workers = size, workers
        self.nodes = grow(size, np.random.default_rng(SEED))
        self.filing: list[Future[int]] = []

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        """Return each step with what it is called; it returns what it made, in a word or two."""
        return [
            ("机构 orgs", self.orgs),
            ("账号 accounts", self.accounts),
            ("人员与学籍 people / enrolments", self.registers),
            ("办学条件 conditions", self.conditions),
            ("机构变动 changes", self.changes),
            ("学籍业务 registry", registry.furnish),
            ("公文 office papers", offices.furnish),
            ("数据采集 collection", collection.furnish),
            ("报表 returns", returns.answer),
            ("信息化项目 projects", projects.furnish),
            ("应用接入 apps", apps.furnish),
            ("名册接口 rosters", reading.furnish),
            ("账号开通 opened accounts", opened.furnish),
            ("实地核查 on-site checks", inspections.furnish),
            ("填报 workbooks", self.filed),
            ("待办与差错 loose ends", self.loose_ends),
            ("事件 events", announced.settle),
            ("指标 figures", figures.compute),
            ("规划 plan", figures.load_plan),
            ("年度任务 tasks", planwork.furnish),
            ("年报和基表 report / returns", statistics.furnish),
        ]

    def orgs(self) -> str:
        orgs.store(self.nodes)
        return f"{len(self.nodes):,}"

    def accounts(self) -> str:
        return f"{accounts.open_all(np.random.default_rng([SEED, 1])):,}"

    def registers(self) -> str:
        people, spells = registers.store(self.nodes, self.size, SEED)
        accounts.open_guardian()
        return f"{people:,} / {spells:,}"

    def conditions(self) -> str:
        from shuren.site.demo import facts, filing, reports

        first = self.size.filed_from
        reported = reports.schools(self.nodes, SEED)
        if first is None:
            batches, rows = facts.write(reported, actor=BUILDER, expected=self.size.schools * len(YEARS))
            return f"{batches:,} / {rows:,}"
        due = filing.without_late(list(reported))
        handed_in = [school for school in due if school.year >= first and school.year in PLAN_YEARS]
        others = [school for school in due if school.year < first or school.year not in PLAN_YEARS]
        facts.write(others, actor=BUILDER, expected=len(others))
        changing = {school for change in self.planned() for school in change.about}
        self.filing = filing.begin(handed_in, changing, workbook_folder(), self.workers)
        return f"{len(handed_in):,} workbooks begun"

    def planned(self) -> list[changes.Planned]:
        return changes.planned({node.id for node in self.nodes if node.closes})

    def changes(self) -> str:
        return str(changes.carry_out(self.planned()))

    def filed(self) -> str:
        """Wait for the workbooks; what does not depend on them has been built meanwhile."""
        return f"{len(finish(self.filing)):,}" if self.filing else ""

    def loose_ends(self) -> str:
        from shuren.site.demo import blemishes

        return str(blemishes.leave(workbook_folder())) if self.size.filed_from else ""
