"""Dates in fields."""

from datetime import date

import pytest
from django import forms
from django.utils import translation


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_field_of_type_date_shows_its_value_in_every_language(language: str) -> None:
    """Browsers leave a field of type date blank whose value is written otherwise."""
    with translation.override(language):
        assert 'value="2026-11-22"' in forms.DateInput().render("on", date(2026, 11, 22))
        assert forms.DateField().clean("2026-11-22") == date(2026, 11, 22)
