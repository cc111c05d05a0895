"""The countries that an address can be in."""

import pytest
from django.utils import translation

from kept.faces.ui.address_fields import countries


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_every_country_has_a_name_and_none_is_unknown(language):
    with translation.override(language):
        named = dict(countries())
    assert {"DE", "ES", "GB", "US"} <= named.keys()
    assert "ZZ" not in named
    assert not [code for code, name in named.items() if name == code]
