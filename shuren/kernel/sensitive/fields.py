"""Model fields for sensitive values: sealed text, and the blind index by which it is found."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import In
from django.db.models.query_utils import DeferredAttribute

from shuren.kernel.sensitive.blind import DIGEST_LENGTH, index_candidates, index_of
from shuren.kernel.sensitive.keys import KeyRing, use_keys
from shuren.kernel.sensitive.sealing import Sealed

if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
    _Char = models.CharField[Any, Any]
else:
    _Text, _Char = models.TextField, models.CharField

use_keys(lambda: KeyRing(settings.SECRETS.field_keys, {"1": settings.SECRETS.index_key}))


class _SealedAttribute(DeferredAttribute):
    """Whatever is assigned becomes a `Sealed`, so that an instance never carries the value openly."""

    def __set__(self, instance: models.Model, value: object) -> None:
        field: EncryptedText = self.field  # type: ignore[assignment]
        instance.__dict__[field.attname] = field.wrapped(value)


class EncryptedText(_Text):
    """Text that the database holds sealed. Reads give a `Sealed`; only `isnull` can be asked of the column itself.

    `purpose` names the field in the keys derived for it and never changes, whatever becomes of model and column.
    `mask` is a name in `MASKS`.
    """

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, purpose: str, mask: str, **kwargs: Any) -> None:
        self.purpose, self.mask = purpose, mask
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose, "mask": self.mask}

    def wrapped(self, value: object) -> object:
        """The value as instances carry it."""
        if isinstance(value, str):
            return Sealed.of(value, purpose=self.purpose, mask=self.mask)
        return value

    def from_db_value(self, value: str | None, *_: object) -> Sealed | None:
        return None if value is None else Sealed(purpose=self.purpose, mask=self.mask, token=value)

    def get_prep_value(self, value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Sealed) or value.purpose != self.purpose:
            plain = value.reveal() if isinstance(value, Sealed) else str(value)
            value = Sealed.of(plain, purpose=self.purpose, mask=self.mask)
        return value.token

    def to_python(self, value: object) -> object:
        return self.wrapped(value)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: look for it by its blind index, with the lookup `matches`.")
        return super().get_lookup(lookup_name)


class BlindIndex(_Char):
    """The digest of another field of the model, kept in step on every save; bulk writers use `index_column`.

    `kind` is a name in `NORMALISED`. Look for a value with `<field>__matches="…"`, or a list of values.
    """

    def __init__(self, *args: Any, of: str, kind: str = "number", **kwargs: Any) -> None:
        self.of, self.kind = of, kind
        for option, value in (("max_length", DIGEST_LENGTH), ("null", True), ("editable", False), ("db_index", True)):
            kwargs.setdefault(option, value)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        django_defaults = {"null": False, "editable": True, "db_index": False}  # left out by Django, but not ours
        return name, path, args, {**django_defaults, **kwargs, "of": self.of, "kind": self.kind}

    @property
    def purpose(self) -> str:
        source = self.model._meta.get_field(self.of)
        if not isinstance(source, EncryptedText):
            raise FieldError(f"{self.name} indexes {self.of}, which is not sealed.")
        return source.purpose

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:  # noqa: ARG002
        source = getattr(model_instance, self.of)
        digest = index_of(source.reveal(), self.purpose, kind=self.kind) if source else None
        setattr(model_instance, self.attname, digest)
        return digest

    def candidates(self, values: str | Iterable[str]) -> list[str]:
        """Every digest under which these values may be stored."""
        listed = [values] if isinstance(values, str) else list(values)
        return [found for value in listed for found in index_candidates(value, self.purpose, kind=self.kind)]


@BlindIndex.register_lookup
class Matches(In):
    """`matches`: rows whose sealed value is this one, or one of these."""

    lookup_name = "matches"

    def get_prep_lookup(self) -> Any:
        self.rhs = self.lhs.output_field.candidates(self.rhs)
        return super().get_prep_lookup()
