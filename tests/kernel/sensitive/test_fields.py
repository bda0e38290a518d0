import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from shuren.kernel.sensitive import Sealed
from shuren.kernel.sensitive.fields import BlindIndex, EncryptedText

ID = "340102201503010014"


@pytest.fixture
def holders(db):
    with isolate_apps("shuren.kernel"):

        class Holder(models.Model):  # noqa: DJ008
            number = EncryptedText(purpose="tests.holder.number", mask="id_number", null=True)
            number_index = BlindIndex(of="number")

            class Meta:
                app_label = "kernel"

        with connection.schema_editor() as editor:
            editor.create_model(Holder)
        yield Holder


def stored(holder):
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, number_index FROM kernel_holder WHERE id = %s", [holder.pk])
        return cursor.fetchone()


def test_the_database_holds_a_token_and_a_digest(holders):
    holder = holders.objects.create(number=ID)
    number, index = stored(holder)
    assert number.startswith("A256GCM.")
    assert ID not in number + index
    assert holder.number_index == index


def test_an_instance_never_carries_the_value_openly(holders):
    holder = holders(number=ID)
    assert isinstance(holder.number, Sealed)
    assert ID not in str(holder.__dict__)
    assert str(holder.number) == "340102********0014"
    holder.full_clean()


def test_what_was_saved_is_read_back(holders):
    saved = holders.objects.create(number=ID)
    read = holders.objects.get(pk=saved.pk)
    assert read.number.reveal() == ID
    before = stored(read)
    read.save()
    assert stored(read) == before


def test_a_row_is_found_by_its_value_in_any_spelling(holders):
    holder = holders.objects.create(number=ID)
    holders.objects.create(number="11010519491231002X")
    assert holders.objects.get(number_index__matches=f" {ID[:6]} {ID[6:]}") == holder
    assert holders.objects.filter(number_index__matches=[ID, "11010519491231002x"]).count() == 2
    assert not holders.objects.filter(number_index__matches="").exists()


def test_the_index_follows_the_value(holders):
    holder = holders.objects.create(number=ID)
    holder.number = None
    holder.save()
    assert stored(holder) == (None, None)
    assert holders.objects.get(number__isnull=True) == holder


def test_a_value_sealed_for_another_field_is_sealed_anew(holders):
    phone = Sealed.of(ID, purpose="tests.holder.phone", mask="phone")
    holder = holders.objects.create(number=phone)
    assert holders.objects.get(pk=holder.pk).number.reveal() == ID


@pytest.mark.parametrize("lookup", ["number", "number__contains", "number__in"])
def test_a_sealed_column_cannot_be_compared(holders, lookup):
    with pytest.raises(FieldError, match="matches"):
        holders.objects.filter(**{lookup: ID})


def test_fields_are_written_into_migrations_whole():
    field = EncryptedText(purpose="tests.holder.number", mask="id_number")
    _, _, _, options = field.deconstruct()
    assert (options["purpose"], options["mask"]) == ("tests.holder.number", "id_number")
    _, _, _, options = BlindIndex(of="number", kind="phone").deconstruct()
    assert (options["of"], options["kind"], options["db_index"], options["null"]) == ("number", "phone", True, True)
    _, _, _, options = BlindIndex(of="number", db_index=False).deconstruct()
    assert not BlindIndex(**options).db_index


@isolate_apps("shuren.kernel")
def test_an_index_needs_a_sealed_field():
    class Open(models.Model):  # noqa: DJ008
        number = models.TextField()
        number_index = BlindIndex(of="number")

        class Meta:
            app_label = "kernel"

    with pytest.raises(FieldError, match="not sealed"):
        Open(number=ID)._meta.get_field("number_index").candidates(ID)
