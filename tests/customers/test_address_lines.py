"""An address label: in the country's order, as people spell their own town, whatever they typed."""

import pytest

from kept.customers.addresses import address_lines

BERLIN = {"country_code": "DE", "street_address": "Hauptstr. 1", "postal_code": "10115", "city": "Berlin"}
AMHERST = {"country_code": "US", "street_address": "1 Main St", "city": "Amherst", "country_area": "MA",
           "postal_code": "01002"}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "home", "lines"),
    [
        (BERLIN, "DE", ["Hauptstr. 1", "10115 Berlin"]),
        (BERLIN, "FR", ["Hauptstr. 1", "10115 Berlin", "Germany"]),
        (AMHERST, "US", ["1 Main St", "Amherst, MA 01002"]),
        ({**BERLIN, "street_address": "Hof 2\nHauptstr. 1"}, "DE", ["Hof 2", "Hauptstr. 1", "10115 Berlin"]),
        ({**BERLIN, "city": "%Z %n <b>"}, "DE", ["Hauptstr. 1", "10115 %Z %n <b>"]),
        ({}, "DE", []),
    ],
)
def test_the_lines_of_a_label(fields, home, lines):
    assert address_lines(fields, home) == lines
