"""A small SMTP server on the loopback: it takes mail, and refuses, stalls or dies where a test says so.

    with SmtpServer() as server:
        server.answers["RCPT"] = ["451 4.7.1 Come back later"]  # the next one; then as usual
        …
        server.messages[0]["Subject"]

The keys of `answers` are the commands of SMTP, and TEXT (in the middle of a message) and DOT (after its end).
STALL says nothing until the server ends, DIE closes the connection.
"""

import socketserver
import threading
from collections import defaultdict
from email import message_from_bytes, policy
from itertools import count

STALL, DIE = "stall", "die"
USUAL = {
    "EHLO": "250-loopback\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME",
    "HELO": "250 loopback",
    "MAIL": "250 2.1.0 Sender ok",
    "RCPT": "250 2.1.5 Recipient ok",
    "DATA": "354 Go on",
    "DOT": "250 2.0.0 Accepted",
    "RSET": "250 2.0.0 Flushed",
    "NOOP": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
    "CONNECT": "220 loopback ESMTP",
}


class Conversation(socketserver.StreamRequestHandler):
    """One connection of a client."""

    def handle(self):
        self.recipients = []
        if self.answer("CONNECT")[0]:
            while (line := self.rfile.readline(1000)) and self.obey(line.decode("ascii", "replace")):
                pass

    def obey(self, line):
        """Do what the client asks. Return False if the connection ends."""
        command = line[:4].upper().strip()
        goes_on, last = self.answer(command)
        if command in ("MAIL", "RSET"):
            self.recipients = []
        elif command == "RCPT" and last.startswith("2"):
            self.recipients.append(line.partition("<")[2].partition(">")[0])
        elif command == "DATA" and last.startswith("354"):
            return self.take_message()
        return goes_on and command != "QUIT"

    def take_message(self):
        lines = []
        for number in count():
            line = self.rfile.readline()
            if number == 1 and self.box.answers["TEXT"]:
                return self.say(self.box.answers["TEXT"].pop(0))
            if line in (b".\r\n", b""):
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return self.answer("DOT", before=b"".join(lines))[0]

    def answer(self, command, before=None):
        """Say what the test wants, or the usual. Return (True if the connection goes on, what was said)."""
        waiting = self.box.answers[command]
        text = waiting.pop(0) if waiting else USUAL.get(command, "500 5.5.1 Unknown command")
        if before is not None and text.startswith("2"):
            self.box.keep(before, self.recipients)
        return self.say(text), text

    def say(self, text):
        """Return False if the connection ends."""
        if text == STALL:
            self.box.ended.wait()
        if text in (STALL, DIE):
            return False
        self.wfile.write(f"{text}\r\n".encode())
        return True

    @property
    def box(self):
        return self.server.box


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


class SmtpServer:
    """The server. `messages` are those it has accepted, with the recipients as `message.recipients`."""

    def __init__(self):
        self.messages = []
        self.answers = defaultdict(list)
        self.port = 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *problem):
        self.stop()

    def start(self):
        """Listen, on the same port as before."""
        self.ended = threading.Event()
        self.listener = Listener(("127.0.0.1", self.port), Conversation)
        self.listener.box = self
        self.port = self.listener.server_address[1]
        threading.Thread(target=self.listener.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.ended.set()
        self.listener.shutdown()
        self.listener.server_close()

    def keep(self, text, recipients):
        message = message_from_bytes(text, policy=policy.default)
        message.recipients = list(recipients)
        self.messages.append(message)

    def messages_to(self, address):
        """Return the messages for an address, oldest first."""
        return [message for message in self.messages if address in message.recipients]


def use_server(settings, server, timeout=5.0):
    """Have mail sent to the server; `settings` is the fixture of pytest-django."""
    settings.EMAIL_BACKEND = "authorities.jobs.smtp.PatientBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = settings.EMAIL_ACCEPTANCE_TIMEOUT = timeout
