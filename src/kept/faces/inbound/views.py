"""The endpoints of the inbox. Each verifies the sender, stores what came, and answers; it is read later.

They answer 200 also for what came a second time, so that nobody sends it a third. What is not there and what one may
not send to look the same: 404.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kept.adapters.mailgun import verified_token
from kept.inbox.models import Source
from kept.inbox.writes import store_item, store_mail

_KEPT_HEADERS = ("Content-Type", "User-Agent")


@csrf_exempt
@require_POST
def mailgun(request: HttpRequest) -> HttpResponse:
    """A report of Mailgun about a mail, signed with the key for webhooks (KEPT_MAIL_WEBHOOK_KEY)."""
    signing_key = settings.ENVIRONMENT.mail_webhook_key
    if not signing_key:
        raise Http404
    if request.content_type != "application/json":
        return _text_response(415, "Only application/json is read here.")
    token = verified_token(request.body, signing_key=signing_key, now=timezone.now())
    if not token:
        return _text_response(403, "The signature is not right.")
    store_item(
        source=Source.MAILGUN,
        source_id=token,
        body=request.body,
        headers=_headers(request),
        now=timezone.now(),
    )
    return _text_response(200, "Kept.")


@csrf_exempt
@require_POST
def mail(request: HttpRequest, secret: str) -> HttpResponse:
    """A mail that came to the bounce address, as it came (message/rfc822), from whoever knows KEPT_INBOUND_SECRET."""
    expected = settings.ENVIRONMENT.inbound_secret
    if not expected or not constant_time_compare(secret, expected):
        raise Http404
    if request.content_type != "message/rfc822":
        return _text_response(415, "Only message/rfc822 is read here.")
    store_mail(request.body, headers=_headers(request), now=timezone.now())
    return _text_response(200, "Kept.")


def _headers(request: HttpRequest) -> dict[str, str]:
    return {name: request.headers[name][:200] for name in _KEPT_HEADERS if name in request.headers}


def _text_response(status: int, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain")
