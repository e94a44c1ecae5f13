"""E-mail, by the mailer of the settings (`MAILERS`)."""

from hashlib import sha256
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from clearance.messaging.delivery import NotDelivered, Refused
from clearance.messaging.enums import Trouble


class Mailer:
    """Hands e-mails to the mail server; a repeat has the same Message-ID."""

    def send(self, *, to: str, text: str, key: str) -> None:
        subject, _, body = text.partition("\n\n")
        letter = EmailMessage(
            subject=subject,
            body=body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[to],
            headers={
                "Message-ID": f"<{sha256(key.encode()).hexdigest()}@{_host()}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        try:
            taken = letter.send(using="default")
        except SMTPRecipientsRefused as refused:
            [(code, _said)] = refused.recipients.values()  # one address a message
            raise _of(code) from None
        except SMTPResponseException as refused:
            # Of the server or of us, not of the address: another hour may do.
            raise NotDelivered(
                Trouble.ACCOUNT if refused.smtp_code in {530, 535} else Trouble.DOWN
            ) from None
        except OSError:
            raise NotDelivered(Trouble.DOWN) from None
        except ValueError:  # no address at all; its complaint quotes it
            raise Refused(Trouble.NUMBER) from None

        if not taken:  # no address either: Django leaves such a letter alone
            raise Refused(Trouble.NUMBER)


def _of(code: int) -> NotDelivered | Refused:
    # 552 and below 500: a full mailbox, grey-listing. They pass.
    if code < 500 or code == 552:
        return NotDelivered(Trouble.UNCLEAR)
    return Refused(Trouble.NUMBER)


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
