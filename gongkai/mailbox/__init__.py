"""People write, and someone owes each an answer: errors of the site, questions about policy documents."""
