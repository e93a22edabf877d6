"""Acts on units, officials, duties, absences and logins: each is one transaction with its journal entry."""
