"""The secretariat runs a round: who has not reported, who was written to, who has more time, and why."""
