"""Reports of which only the fact is known: entered singly or by spreadsheet, annulled with a reason."""
