"""Mail that comes back, as servers of several makes write it."""

from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

NAME = "0123456789abcdef0123456789abcdef01234567"
OURS = f"{NAME}@example.org"


DATE = "Mon, 02 Mar 2026 09:00:00 +0000"


def original(message_id: str = OURS, return_path: str = "", date: str = DATE) -> EmailMessage:
    """The message that came back."""
    message = EmailMessage()
    if return_path:
        message["Return-Path"] = f"<{return_path}>"
    message["From"], message["To"] = "office@example.org", "ana@example.net"
    message["Date"] = date
    message["Subject"], message["Message-ID"] = "Your membership renews", f"<{message_id}>"
    message.set_content("Hello Ana")
    return message


def report(
    *,
    to: str = "bounces@example.org",
    status: str = "5.1.1",
    diagnosis: str = "smtp; 550 5.1.1 <ana@example.net>: no such mailbox",
    action: str = "failed",
    message_id: str = OURS,
    own_id: str = "back-1@mx.example.net",
    date: str = DATE,
) -> bytes:
    """A delivery status notification (RFC 3464)."""
    mail = MIMEMultipart("report", report_type="delivery-status")
    mail["From"], mail["To"] = "MAILER-DAEMON@mx.example.net", to
    mail["Subject"], mail["Message-ID"] = "Undelivered Mail Returned to Sender", f"<{own_id}>"
    mail["Date"] = "Mon, 02 Mar 2026 09:30:00 +0000"
    mail.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered."))
    of_server, of_recipient, both = Message(), Message(), Message()
    of_server["Reporting-MTA"] = "dns; mx.example.net"
    of_recipient["Final-Recipient"] = "rfc822; ana@example.net"
    of_recipient["Action"], of_recipient["Status"] = action, status
    if diagnosis:
        of_recipient["Diagnostic-Code"] = diagnosis
    both["Content-Type"] = "message/delivery-status"
    both.set_payload([of_server, of_recipient])
    mail.attach(both)
    mail.attach(MIMEMessage(original(message_id, date=date)))
    return mail.as_bytes()


def complaint(kind: str = "abuse", *, message_id: str = OURS, return_path: str = "") -> bytes:
    """A complaint as feedback loops send it (RFC 5965)."""
    mail = MIMEMultipart("report", report_type="feedback-report")
    mail["From"], mail["To"], mail["Subject"] = "fbl@mail.example", "abuse@example.org", "FW: renews"
    mail["Message-ID"] = "<complaint-1@mail.example>"
    mail.attach(MIMEText("This is an email abuse report."))
    fields = Message()
    fields["Feedback-Type"], fields["User-Agent"], fields["Version"] = kind, "SomeLoop/1.0", "1"
    part = Message()
    part["Content-Type"] = "message/feedback-report"
    part.set_payload([fields])
    mail.attach(part)
    mail.attach(MIMEMessage(original(message_id, return_path)))
    return mail.as_bytes()


QMAIL = f"""Return-Path: <>
Date: 2 Mar 2026 09:30:00 -0000
From: MAILER-DAEMON@mx.example.net
To: bounces@example.org
Subject: failure notice

Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ana@example.net>:
Sorry, no mailbox here by that name. User unknown (#{{code}})

--- Below this line is a copy of the message.

Message-ID: <{OURS}>
Subject: Your membership renews
"""

AWAY = f"""From: ana@example.net
To: bounces@example.org
Subject: Out of office
Auto-Submitted: auto-replied
In-Reply-To: <{OURS}>

Delivery to the following recipient failed: my holidays. Back on Monday.

Message-ID: <{OURS}>
"""
