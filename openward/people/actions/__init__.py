"""Every write about people: organisations, accounts, personas and the vault, consent."""
