"""A worker that is killed with something from outside in its hands (F3, I4)."""

import subprocess
from pathlib import Path

import pytest
from django.utils import timezone

from kept.inbox.handling import InboxConsumer
from kept.inbox.models import InboxItem
from kept.inbox.writes import store_mail
from kept.journal.models import Entry
from kept.messages.models import Message
from kept.messages.references import reference
from tests.rig.inbox import environment, handle_items, message
from tests.rig.notifications import a_notification
from tests.rig.processes import heard, kill, start

__all__ = ["environment", "message"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.wall_clock]
State = InboxItem.State

TAKE_AND_STOP = """
import sys, time
import django; django.setup()
from datetime import datetime, UTC
from kept.inbox import handling
from kept.kit.pump import Pump

def stop(item, now):
    handle(item, now)
    print("handled", flush=True)
    time.sleep(60)

handle = handling._handlers["mail"]
handling.install({"mail": stop})
Pump(handling.InboxConsumer())(datetime.now(UTC))
"""


@pytest.mark.parametrize("dies", ["before it handles", "after its action, before that is on disk"])
def test_a_worker_killed_with_an_item_in_hand_loses_and_doubles_nothing(
    tmp_path: Path, message: Message, environment, settings, monkeypatch, dies: str
):
    """Nothing had happened: the action and the item's own end are one transaction. The next worker makes it true."""
    monkeypatch.setenv("KEPT_BOUNCE_ADDRESS", settings.ENVIRONMENT.bounce_address)
    (tmp_path / "secrets.json").write_bytes((settings.ENVIRONMENT.data_dir / "secrets.json").read_bytes())
    to = f"bounces+{reference(message)}@wren.example"
    store_mail(a_notification(to), headers={}, now=timezone.now())
    script = tmp_path / "worker.py"
    begun = TAKE_AND_STOP if "after" in dies else TAKE_AND_STOP.replace("    handle(item, now)\n", "")
    script.write_text(begun)
    worker: subprocess.Popen[str] = start(script, data_dir=tmp_path)
    assert heard(worker) == "handled"
    kill(worker)
    assert InboxItem.objects.get().state == State.SENDING
    monkeypatch.setattr(InboxConsumer, "lease_seconds", 0.0)
    handle_items(timezone.now())
    message.refresh_from_db()
    assert message.state == Message.State.BOUNCED
    assert InboxItem.objects.get().state == State.HANDLED
    assert Entry.objects.filter(name="message.bounced").count() == 1
