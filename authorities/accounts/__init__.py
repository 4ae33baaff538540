"""The account of a person: its password, its address, and the mails about both."""
