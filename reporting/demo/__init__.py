"""The demonstration: invented people, authorities, reports and registers, from fixtures/demo."""
