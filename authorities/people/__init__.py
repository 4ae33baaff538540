"""Who works for a state, a register, the secretariat: invited, let in, handed over, ended."""
