"""The module is wired into the platform."""

import pytest
from django.apps import apps


@pytest.mark.pure
def test_it_is_installed_under_its_title() -> None:
    assert apps.get_app_config("accounts").verbose_name == "账号开通"
