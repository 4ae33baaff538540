"""What answers say of agreements, personnel, constraints, help and records, derived from versions."""
