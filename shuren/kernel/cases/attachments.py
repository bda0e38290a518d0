"""Files and promises handed in for the materials of cases."""

from collections.abc import Mapping
from typing import BinaryIO

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import CaseType
from shuren.kernel.cases.materials import Given, Material, from_applicant, refuse_unfit
from shuren.kernel.cases.models import Attachment, Case
from shuren.kernel.files.actions import store
from shuren.kernel.files.models import StoredFile
from shuren.kernel.refusals import Refused


class FileNotYours(Refused):
    """有文件已经失效，或者不是您上传的。请重新选择文件后提交。"""


def keep(*, actor: Actor, material: Material, name: str, content: BinaryIO) -> StoredFile:
    """Store a file that is meant for a material; it belongs to no case yet. Raises what refuse_unfit raises."""
    refuse_unfit(material, name, content)
    return store(actor=actor, name=name, content=content)


def ever_held(case: Case) -> list[Attachment]:
    """Return all that was handed in, what has been replaced included, in the order in which it came."""
    return list(Attachment.objects.filter(case=case).select_related("file").order_by("id"))


def held(case: Case) -> list[Attachment]:
    """Return what is handed in now."""
    return [row for row in ever_held(case) if row.until is None]


def files_of(actor: Actor, ids: list[int], case: Case | None = None) -> dict[int, StoredFile]:
    """Return the files an actor may hand in: those the actor has uploaded, and those the case holds."""
    own = StoredFile.objects.filter(pk__in=ids, actor_key=actor.id)
    found = {row.pk: row for row in own}
    if case is not None:
        found |= {row.file.pk: row.file for row in held(case) if row.file and row.file.pk in ids}
    return found


def hand_in(*, actor: Actor, case: Case, kind: type[CaseType], given: Mapping[str, Given], entry: int) -> None:
    """Let what is given stand for the materials from now on; what is not given any more stays in the history.

    `entry` is the number of the entry by which it is handed in. Raises FileNotYours and what refuse_unfit raises.
    """
    files = files_of(actor, [number for told in given.values() for number in told.files], case)
    for material in from_applicant(kind):
        told = given.get(material.code, Given())
        promise = material.promise if told.promised else ""
        standing = Attachment.objects.filter(case=case, material=material.code, until=None)
        standing.exclude(file__in=told.files).exclude(file=None, promise=promise).update(until=entry)
        known = set(standing.values_list("file_id", flat=True))
        for number in dict.fromkeys(told.files):
            if number not in known:
                file = _fit(material, files.get(number))
                Attachment.objects.create(case=case, material=material.code, file=file, since=entry)
        if promise and None not in known:
            Attachment.objects.create(case=case, material=material.code, promise=promise, since=entry)


def _fit(material: Material, file: StoredFile | None) -> StoredFile:
    """Return the file, looked into once more: it may have been stored for something else."""
    if file is None or not file.path.exists():
        raise FileNotYours(field=material.field)
    with file.path.open("rb") as content:
        refuse_unfit(material, file.name, content)
    return file
