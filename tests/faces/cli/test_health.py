"""`kept check` says how much waits for people, and calls it no fault of the installation; an open door is one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from kept.faces.cli import health
from kept.findings.models import Finding
from kept.stores.models import Store
from tests.rig.findings import a_finding

pytestmark = pytest.mark.django_db


def findings() -> health.CheckResult:
    return next(one for one in health._database() if one.name == "findings")


def test_it_says_how_many_wait_and_how_many_of_them_too_long(store: Store) -> None:
    assert findings() == health.CheckResult("findings", True, "nothing waits for a person")
    for _ in range(2):
        late = a_finding(store)
    assert findings().message.startswith("2 waiting for a person;")
    Finding.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    assert findings().message.startswith("2 waiting for a person, 1 of them overdue;")
    assert findings().ok
    assert datetime.now(UTC) == timezone.now()


@pytest.mark.parametrize(("secrets", "folder"), [(0o600, 0o755), (0o640, 0o700), (0o600, 0o710)])
def test_what_others_on_the_machine_can_read_is_a_fault(settings, tmp_path, secrets, folder) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data_dir=tmp_path)
    file = tmp_path / "secrets.json"
    file.touch()
    file.chmod(0o600)
    tmp_path.chmod(0o700)
    assert all(one.ok for one in health._secrets())
    file.chmod(secrets)
    tmp_path.chmod(folder)
    (fault,) = [one for one in health._secrets() if not one.ok]
    assert fault.message == (f"chmod 700 {tmp_path}" if folder != 0o700 else f"chmod 600 {file}")


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"debug": True}, "KEPT_DEBUG"),
        ({"demo": True}, "KEPT_DEMO"),
        ({"allowed_hosts": ("shop.example.com", "*")}, "KEPT_ALLOWED_HOSTS"),
        ({"public_url": "https://shop.example.com"}, "KEPT_TRUSTED_PROXIES"),
    ],
)
def test_settings_that_are_not_for_the_internet_are_a_fault(settings, values, name) -> None:
    assert [one.ok for one in health._settings()] == [True]
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, **values)
    (fault,) = health._settings()
    assert (fault.ok, fault.message.startswith(name)) == (False, True)


def test_control_a_shop_behind_its_proxy_has_no_fault(settings) -> None:
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, public_url="https://shop.example.com", trusted_proxies=1
    )
    assert [one.message for one in health._settings()] == ["can be used"]
