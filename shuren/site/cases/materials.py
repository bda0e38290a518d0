"""The materials of an application on a form: files chosen, files kept from before, promises."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django import forms
from django.http import QueryDict

from shuren.kernel.actors import Actor
from shuren.kernel.cases import attachments
from shuren.kernel.cases.declare import Application, CaseType
from shuren.kernel.cases.materials import Given, Material, from_applicant, lacking
from shuren.kernel.cases.models import Attachment, Case
from shuren.kernel.files.models import StoredFile
from shuren.kernel.http.forms import SeveralFiles
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words, translated

NUMBER = re.compile(r"[0-9]{1,18}")  # what a row's id may look like


@dataclass(frozen=True)
class Row:
    """One material as the form shows it. `kept` are the files uploaded before."""

    material: Material
    field: Any
    kept: list[StoredFile]
    promised: bool
    accept: str


class MaterialsForm(forms.Form):
    """One file field for each material that comes from the applicant.

    Files once taken stay with the form as ids under `kept_<code>`, so that an error elsewhere loses none; promises are
    ticked under `promise_<code>`. `held` is what stands before anything is sent.
    """

    def __init__(
        self,
        kind: type[CaseType],
        actor: Actor,
        data: Any = None,
        files: Any = None,
        *,
        case: Case | None = None,
        held: Mapping[str, Given] | None = None,
    ) -> None:
        super().__init__(data, files)
        self.kind, self.actor, self.case = kind, actor, case
        for material in from_applicant(kind):
            attrs = {"multiple": True, "accept": _accept(material)}
            self.fields[material.field] = SeveralFiles(label=translated(material.label), required=False, attrs=attrs)
        self.given = dict(held or {}) if data is None else {m.code: self._sent(m) for m in from_applicant(kind)}

    def _listed(self, material: Material) -> list[str]:
        return cast("QueryDict", self.data).getlist(f"kept_{material.code}")

    def _sent(self, material: Material) -> Given:
        ids = tuple(int(each) for each in self._listed(material) if NUMBER.fullmatch(each))
        return Given(ids, f"promise_{material.code}" in self.data)

    def take(self) -> Mapping[str, Given]:
        """Store what was chosen and return all that is given; what cannot be taken is told at its field."""
        self.is_valid()
        for material in from_applicant(self.kind):
            told = self.given[material.code]
            ids = [*told.files, *self._stored(material)]
            self.given[material.code] = Given(tuple(ids), told.promised)
        return self.given

    def _stored(self, material: Material) -> Iterable[int]:
        for file in self.cleaned_data.get(material.field) or ():
            try:
                stored = attachments.keep(
                    actor=self.actor, material=material, name=file.name, content=cast("BinaryIO", file.file)
                )
            except Refused as refusal:
                self.refuse(refusal)
            else:
                yield stored.pk

    def tell_lacking(self, application: Application | None) -> None:
        """Say at each field what is missing for this application, or for any, where it is not in order itself."""
        for refusal in lacking(self.kind, application, self.given):
            if refusal.field not in self.errors:
                self.refuse(refusal)

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)

    @property
    def rows(self) -> list[Row]:
        """Return the materials in order, with what is kept for each."""
        files = attachments.files_of(self.actor, [i for told in self.given.values() for i in told.files], self.case)
        return [self._row(material, files) for material in from_applicant(self.kind)]

    def _row(self, material: Material, files: Mapping[int, StoredFile]) -> Row:
        told = self.given.get(material.code, Given())
        kept = [files[number] for number in told.files if number in files]
        return Row(material, self[material.field], kept, told.promised, _accept(material))


def _accept(material: Material) -> str:
    return ",".join(f".{kind}" for kind in material.kinds)


def held_by(case: Case) -> dict[str, Given]:
    """Return what a case holds, as a form starts with it."""
    found: dict[str, Given] = {}
    for row in attachments.held(case):
        told = found.get(row.material, Given())
        ids = (*told.files, row.file.pk) if row.file else told.files
        found[row.material] = Given(ids, told.promised or bool(row.promise))
    return found


@dataclass(frozen=True)
class Shown:
    """One material on a case's page: what is handed in, what was before, and what is fetched, as labels and values.

    Of one that is hidden from the reader nothing is told but what it is called.
    """

    label: str
    now: list[Attachment]
    before: list[Attachment]
    fetched: list[tuple[Words, Any]]
    is_fetched: bool
    is_hidden: bool


def shown(case: Case, kind: type[CaseType], application: Application, hidden: Container[str]) -> list[Shown]:
    """Return the materials of a case in the order of its type's declaration."""
    rows = attachments.ever_held(case) if kind.materials else []
    return [
        _shown(material, [row for row in rows if row.material == material.code], application, hidden)
        for material in kind.materials
    ]


def _shown(material: Material, rows: list[Attachment], application: Application, hidden: Container[str]) -> Shown:
    if material.code in hidden:
        return Shown(translated(material.label), [], [], [], is_fetched=False, is_hidden=True)
    return Shown(
        label=translated(material.label),
        now=[row for row in rows if row.until is None],
        before=[row for row in rows if row.until is not None],
        fetched=material.fetched(application) if material.fetched else [],
        is_fetched=material.fetched is not None,
        is_hidden=False,
    )
