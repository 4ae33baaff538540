"""What the answers say across countries: agreements, personnel, constraints, records of recruiters."""
