"""What people can write for here, and the kind of publication that an answered letter becomes."""

from gongkai.publications.kinds import SHORT, Kind

SITE_FAULT, POLICY_QUESTION = "site_fault", "policy_question"
COLUMNS = {SITE_FAULT: "interact.faults", POLICY_QUESTION: "interact.consult"}

# Of its own will the bureau shows what it was asked and what it answered: no term of law runs for it.
PUBLISHED = Kind("letter_answer", "留言选登", COLUMNS[POLICY_QUESTION], SHORT, room="mailbox", clock=None, search_type="service")  # fmt: skip
