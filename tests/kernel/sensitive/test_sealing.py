import pickle

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel import sensitive
from shuren.kernel.sensitive import KeyMissing, KeyRing, Sealed, Unreadable, new_key

pytestmark = pytest.mark.pure

ID = "340102201503010014"
FIELD = "tests.person.id_number"
OLD, NEW, INDEX = new_key(), new_key(), new_key()
KEYS = KeyRing({"1": OLD}, {"1": INDEX})
ROTATED = KeyRing({"1": OLD, "10": NEW, "9": new_key()}, {"1": INDEX, "2": new_key()})


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch):
    monkeypatch.setattr("shuren.kernel.sensitive.keys._Current.ring", KEYS)


@given(st.lists(st.one_of(st.none(), st.text())))
def test_what_was_sealed_is_opened(values):
    column = pl.Series("v", values, dtype=pl.String)
    tokens = sensitive.seal_column(column, FIELD, keys=KEYS)
    assert sensitive.open_column(tokens, FIELD, keys=KEYS).equals(column)
    for value, token in zip(values, tokens, strict=True):
        assert token == value if not value else token.startswith("A256GCM.1.")


def test_equal_values_have_different_tokens():
    assert sensitive.seal(ID, FIELD, keys=KEYS) != sensitive.seal(ID, FIELD, keys=KEYS)


@given(st.data())
def test_a_changed_token_is_unreadable(data):
    token = sensitive.seal(ID, FIELD, keys=KEYS)
    place = data.draw(st.integers(0, len(token) - 1))
    changed = token[:place] + data.draw(st.characters().filter(lambda c: c != token[place])) + token[place + 1 :]
    with pytest.raises((Unreadable, KeyMissing)):
        sensitive.open_token(changed, FIELD, keys=KEYS)


@pytest.mark.parametrize("token", ["340102201503010014", "A256GCM.1.", "A256GCM.1.AAAA", "SM4.1.AAAA", "A256GCM.1"])
def test_what_is_no_token_is_unreadable(token):
    with pytest.raises(Unreadable, match="从备份恢复"):
        sensitive.open_token(token, FIELD, keys=KEYS)


def test_a_token_opens_only_in_its_own_field():
    with pytest.raises(Unreadable):
        sensitive.open_token(sensitive.seal(ID, FIELD, keys=KEYS), "tests.person.phone", keys=KEYS)


def test_after_rotation_old_tokens_open_and_new_ones_use_the_highest_key():
    assert sensitive.open_token(sensitive.seal(ID, FIELD, keys=KEYS), FIELD, keys=ROTATED) == ID
    assert sensitive.seal(ID, FIELD, keys=ROTATED).startswith("A256GCM.10.")


def test_a_lost_key_is_named():
    with pytest.raises(KeyMissing, match="sealing key 10"):
        sensitive.open_token(sensitive.seal(ID, FIELD, keys=ROTATED), FIELD, keys=KEYS)


@pytest.mark.parametrize(
    "sealing", [{}, {"1": "short"}, {"1": "AAAA"}, {"1": f"SM4:{OLD}"}], ids=["none", "no base64", "length", "suite"]
)
def test_a_ring_that_cannot_work_is_refused(sealing):
    with pytest.raises(KeyMissing):
        KeyRing(sealing, {"1": INDEX})


def test_a_key_may_name_its_suite():
    assert KeyRing({"1": f"A256GCM:{OLD}"}, {"1": INDEX}).key("1").suite == "A256GCM"


def test_keys_do_not_print():
    assert OLD not in repr(KEYS) + repr(KEYS.key("1")) + str(KEYS.__dict__)


def test_equal_values_have_one_digest_in_a_field():
    one = sensitive.index_of(" 340102 20150301 0014", FIELD, keys=KEYS)
    assert one == sensitive.index_of(ID, FIELD, keys=KEYS)
    assert one != sensitive.index_of(ID, "tests.person.phone", keys=KEYS)
    assert one != sensitive.index_of(ID, FIELD, keys=KeyRing.fresh())
    assert sensitive.index_of(" ", FIELD, keys=KEYS) is None


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("number", "11010519491231002x", "１１０１０５19491231002X"),
        ("phone", "+86 138-0013-8000", "13800138000"),
        ("name", "买买提•阿不都热依木 ", "买买提·阿不都热依木"),
        ("name", "John  SMITH", "john smith"),
    ],
)
def test_spellings_of_one_value_are_found_together(kind, one, other):
    assert sensitive.index_of(one, FIELD, kind=kind) == sensitive.index_of(other, FIELD, kind=kind)


@given(st.lists(st.one_of(st.none(), st.text(max_size=6))), st.sampled_from(["number", "phone", "name"]))
def test_a_column_is_indexed_as_its_values_are(values, kind):
    expected = [None if v is None else sensitive.index_of(v, FIELD, kind=kind, keys=KEYS) for v in values]
    column = pl.Series("v", values, dtype=pl.String)
    assert sensitive.index_column(column, FIELD, kind=kind, keys=KEYS).to_list() == expected


def test_a_value_is_looked_for_under_every_index_key():
    candidates = sensitive.index_candidates(ID, FIELD, keys=ROTATED)
    assert sensitive.index_of(ID, FIELD, keys=KEYS) in candidates
    assert candidates[0] == sensitive.index_of(ID, FIELD, keys=ROTATED)
    assert sensitive.index_candidates("", FIELD, keys=ROTATED) == []


def test_a_sealed_value_shows_its_mask_wherever_it_is_printed():
    sealed = Sealed.of(ID, purpose=FIELD, mask="id_number")
    assert f"{sealed}" == str(sealed) == "340102********0014"
    assert ID not in repr(sealed)
    assert ID.encode() not in pickle.dumps(sealed)
    assert pickle.loads(pickle.dumps(sealed)) == sealed  # noqa: S301
    assert sealed.reveal() == ID
    assert bool(sealed)
    assert not Sealed.of("", purpose=FIELD, mask="id_number")


def test_sealed_values_are_equal_when_what_they_hold_is():
    one = Sealed.of(ID, purpose=FIELD, mask="id_number")
    assert one == Sealed(purpose=FIELD, mask="id_number", token=one.token)
    assert one != Sealed.of(ID, purpose="tests.person.phone", mask="id_number")
    assert one != ID
    assert len({one, Sealed.of(ID, purpose=FIELD, mask="tail")}) == 1
