"""The connection to the mail server: patient where haste would send a mail twice."""

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

END_OF_TEXT = b"\r\n.\r\n"


class WaitsForAcceptance:
    """Waits longer for the answer to a whole message, which servers give once they have looked through it.

    To break off then would be to send it again, although it may have been accepted.
    """

    sock: Any

    def send(self, s):
        super().send(s)
        if isinstance(s, bytes) and s.endswith(END_OF_TEXT):
            self.sock.settimeout(settings.EMAIL_ACCEPTANCE_TIMEOUT)


class PatientSMTP(WaitsForAcceptance, smtplib.SMTP):
    pass


class PatientSecureSMTP(WaitsForAcceptance, smtplib.SMTP_SSL):
    pass


class PatientBackend(EmailBackend):
    @property
    def connection_class(self):
        return PatientSecureSMTP if self.use_ssl else PatientSMTP
