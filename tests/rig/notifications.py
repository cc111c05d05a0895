"""Mails that come back, as mail servers write them (RFC 3464)."""

POSTFIX = """\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1.1764/mx.example.net"
Message-Id: <20261124.4F1@mx.example.net>

This is a MIME-encapsulated message.

--4F1.1764/mx.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4F1.1764/mx.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0100 (CET)

Final-Recipient: rfc822; anna@example.com
Original-Recipient: rfc822;anna@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--4F1.1764/mx.example.net
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <{to}>
From: "Wren & Ivy" <orders@wren.example>
To: anna@example.com
Subject: Your order
Message-ID: <m1.ab@wren.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_inner"

--=_inner
Content-Type: text/plain; charset=utf-8

Your order is confirmed.
--=_inner--

--4F1.1764/mx.example.net--
"""


ARF = """\
From: <fbl@isp.example>
To: <postmaster@wren.example>
Subject: FW: Your order
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1"

--part1
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for a mail that was received from 192.0.2.1.

--part1
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
{fields}Source-IP: 192.0.2.1

--part1
Content-Type: {attached}
Content-Disposition: inline

{headers}From: "Wren & Ivy" <orders@wren.example>
To: anna@example.com
Subject: Your order

Your order is confirmed.
--part1--
"""


def a_complaint(
    *, kind: str = "abuse", fields: str = "", headers: str = "", attached: str = "message/rfc822"
) -> bytes:
    """A complaint of a feedback loop, as RFC 5965 (appendix B) writes it."""
    text = ARF.format(kind=kind, fields=fields, headers=headers, attached=attached)
    return text.replace("\n", "\r\n").encode()


def a_notification(
    to: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "550 5.1.1 <anna@example.com>: no such user",
) -> bytes:
    """A notification to a bounce address, as Postfix writes it."""
    text = POSTFIX.format(to=to, action=action, status=status, diagnostic=diagnostic)
    return text.replace("\n", "\r\n").encode()
