"""Authorities are asked whether they still are: institution, mailbox and officer, confirmed by mail."""
