"""Python's own SMTP server, for a gateway that forgets to frame what it relays: smtp_server.py PORT."""
import asyncore
import smtpd
import sys

smtpd.SMTPServer(("127.0.0.1", int(sys.argv[1])), None)
asyncore.loop(timeout=0.2)
