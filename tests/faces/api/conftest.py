"""Every test begins with full allowances; what counts nothing says so."""

import dataclasses

import pytest

from kept.kit import rates


@pytest.fixture(autouse=True)
def _full_allowances():
    rates.shared().forget()


@pytest.fixture
def allowed(settings):
    """`allowed(3)`: three requests a minute with each key; `allowed(None)`: nothing is counted."""

    def set_to(most):
        settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, api_per_minute=most)

    return set_to
