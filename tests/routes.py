"""Who may use each route. A route without a row here fails the test that walks them all: decide first, then add.

Audiences: public (anybody, no session); the others are officials: everyone, duties joined by |, leaders, administrators.
`unit` beside a row: the page is about a publication, and whoever has nothing to do with its unit is told it is not there.
"""

PUBLIC = "public"
EVERYONE = "everyone"
ANY_DUTY = "draft|office_review|countersign|edit|legal|secrecy|sign|duty_officer|publicity|catalogue|supervise"
LEADERS = "leader|sign"
ADMINISTRATORS = "system|security|audit"

DESK: dict[str, str] = {
    "": EVERYONE,
    "login/": PUBLIC,
    "login/code/": PUBLIC,
    "login/enrol/": PUBLIC,
    "login/sign-on/": PUBLIC,
    "login/sign-on/return/": PUBLIC,
    "login/sign-on/leave/": PUBLIC,
    "logout/": EVERYONE,
    "again/": EVERYONE,
    "account/": EVERYONE,
    "account/password/": EVERYONE,
    "account/sessions/": EVERYONE,
    "search/": EVERYONE,
    "notifications/": EVERYONE,
    "notifications/<int:pk>/": EVERYONE,
    "handover/": EVERYONE,
    "handover/<int:pk>/end/": EVERYONE,
    "preferences/": EVERYONE,
    "columns/": EVERYONE,
    "filters/": EVERYONE,
    "filters/<int:pk>/delete/": EVERYONE,
    "typed/": EVERYONE,
    "leader/": LEADERS,
    "leader/sign/<int:pk>/": LEADERS,
    "drafts/": "draft",
    "new/": "draft",
    "new/<slug:kind>/<int:unit>/": "draft",
    "reviews/": ANY_DUTY,
    "publications/": ANY_DUTY,
    "publications/catalogue/": ANY_DUTY,
    "publications/figures/": ANY_DUTY,
    "sets/": ANY_DUTY,
    "sets/<int:pk>/": ANY_DUTY,
    "sets/<int:pk>/items/": ANY_DUTY,
    "sets/<int:pk>/submit/": ANY_DUTY,
    "sets/<int:pk>/release/": ANY_DUTY,
    "archive/": "catalogue|publicity",
    "archive/new/": "catalogue|publicity",
    "archive/<int:pk>/": "catalogue|publicity",
    "archive/<int:pk>/file/": "catalogue|publicity",
    "officials/": ADMINISTRATORS,
    "officials/new/": "system",
    "officials/<int:pk>/": ADMINISTRATORS,
    "officials/<int:pk>/edit/": "system",
    "officials/<int:pk>/change/": "system|security",
    "officials/<int:pk>/password/": "system|security",
    "officials/<int:pk>/totp/": "security|audit",
    "officials/<int:pk>/unlock/": "security",
    "auditors/": ADMINISTRATORS,
    "auditors/new/": "system",
    "auditors/<int:pk>/end/": ADMINISTRATORS,
    "auditors/readings/": "audit",
    "as-of/": "supervise|audit",
    "as-of/<str:day>/": "supervise|audit",
    "as-of/<str:day>/c/<str:code>/": "supervise|audit",
    "as-of/<str:day>/d/<int:pk>/": "supervise|audit",
    "as-of/<str:day>/list.<str:written_as>": "supervise|audit",
    "changes/": ADMINISTRATORS,
    "changes/<int:pk>/": ADMINISTRATORS,
    "health/": "system",
    "retention/": ADMINISTRATORS,
    "units/": ADMINISTRATORS,
    "units/new/": "system",
    "units/<int:pk>/": "system",
    "units/<int:pk>/end/": "system",
    "leaders/": "system",
    "leaders/new/": "system",
    "leaders/<int:pk>/": "system",
    "absences/": ADMINISTRATORS,
    "journal/": "security|audit",
    "journal/<int:pk>/": "security|audit",
    "journal/logins/": "security|audit",
    "journal/seals/": "security|audit",
    "journal/deliveries/": "security|audit",
    "journal/deliveries/<int:pk>/retry/": "security|audit",
    "catalogue/": "catalogue|publicity",
    "catalogue/new/": "catalogue|publicity",
    "catalogue/<int:pk>/": "catalogue|publicity",
    "catalogue/<int:pk>/end/": "catalogue|publicity",
    "guide/": "publicity",
    "institutions/": "publicity",
    "institutions/new/": "publicity",
    "institutions/<int:pk>/": "publicity",
    "norms/": "legal|publicity",
    "norms/new/": "legal|publicity",
    "norms/<int:pk>/": "legal|publicity",
    "words/": "edit|publicity",
    "words/new/": "edit|publicity",
    "words/<int:pk>/end/": "edit|publicity",
    "searches/": "edit|publicity",
    "searches/synonyms/": "edit|publicity",
    "searches/synonyms/new/": "edit|publicity",
    "searches/synonyms/<int:pk>/end/": "edit|publicity",
    "searches/bets/": "edit|publicity",
    "searches/bets/new/": "edit|publicity",
    "searches/bets/<int:pk>/end/": "edit|publicity",
    "searches/index/": "publicity|system",
    "secrets/": "secrecy",
    "secrets/new/": "secrecy",
    "calendars/": "publicity|supervise|system",
    "calendars/new/": "publicity|supervise|system",
    "shipments/": "publicity|supervise|system",
    "shipments/<int:pk>/retry/": "publicity|system",
    "shipments/<int:pk>/cancel/": "publicity|system",
    "held/": "security|audit",
    "held/<int:pk>/release/": "security",
    "held/<int:pk>/destroy/": "security",
    "keys/": ADMINISTRATORS,
    "keys/new/": "system|security",
    "keys/<int:pk>/": ADMINISTRATORS,
}
# Letters: whoever may answer, examine, hand out or supervise; the rules decide on the act.
LETTERS = "draft|office_review|publicity|supervise|leader"
OF_LETTER = (
    "", "assign/", "transfer/", "ask/", "draft/", "submit/", "approve/", "return/", "extend/", "merge/", "invalidate/",
    "restore/", "publish/", "close/", "reopen/", "contact/", "files/<int:file>/",
)  # fmt: skip
DESK |= {"letters/": LETTERS} | {f"letters/<int:pk>/{tail}": LETTERS for tail in OF_LETTER}
# Applications for information: whoever takes part in the procedure; the rules decide on the act.
APPLICATIONS = "draft|publicity|legal|secrecy|sign|supervise|leader"
OF_APPLICATION = (
    "", "files/<int:file>/", "contact/", "register/", "assign/", "ask_correction/", "corrected/", "consult/",
    "opinion/<int:row>/", "split/", "cooperate/", "reply/<int:row>/", "ask_reasons/", "reasons_given/", "charge/", "paid/", "extend/", "delay/", "search/", "draft/",
    "submit/", "pass/", "sign/", "return/", "deliver/", "withdrawn/", "lapse/", "archive/",
)  # fmt: skip
OF_MATERIAL = ("materials/new/", "materials/apart/", *(f"materials/<int:material>/{tail}" for tail in (
    "", "find/", "pages/<int:number>/", "pages/<int:number>/picture/", "pages/<int:number>/result/",
    "pages/<int:number>/compare/", "marks/<int:mark>/undo/", "make/", "approve/", "send_back/", "drop/",
)))  # fmt: skip
OF_CASE_FILE = tuple(f"case_file/{tail}" for tail in ("", "make/", "bundle/", "list/"))
DESK |= {"foi/": APPLICATIONS} | dict.fromkeys(
    ("foi/new/", "foi/inquiries/", "foi/inquiries/new/", "foi/places/", "foi/places/new/", "foi/places/<int:pk>/"),
    "publicity",
)
OF_REPORT = ("", "check/", "<int:year>/", "<int:year>/texts/", "<int:year>/filing/")
DESK |= {f"foi/report/{tail}": APPLICATIONS for tail in OF_REPORT}
DESK |= {
    f"foi/<int:pk>/{tail}": APPLICATIONS
    for tail in (*OF_APPLICATION, *OF_MATERIAL, *OF_CASE_FILE, "dispute/", "classify/", "wish_open/")
}
OF_REVIEW = ("find/", "analysis/", "analysis/<int:year>/", "convert/", "rereviews/", "rereviews/<int:pk>/", "judgements/",
             "judgements/new/", "judgements/<int:pk>/", "advice/new/")  # fmt: skip
DESK |= {f"foi/{tail}": APPLICATIONS for tail in OF_REVIEW}
DESK |= {
    f"foi/advice/{tail}": f"{APPLICATIONS}|office_review"
    for tail in ("", "<int:pk>/", "<int:pk>/reply/", "<int:pk>/follow_up/", "<int:pk>/accept/")
}
DESK |= dict.fromkeys(("foi/registers/", "foi/registers/new/"), "publicity")
OF_DISPUTE = ("", "defend/", "attach/", "end/", "files/<int:file>/")
DESK |= {"foi/disputes/": APPLICATIONS} | {f"foi/disputes/<int:pk>/{tail}": APPLICATIONS for tail in OF_DISPUTE}
DESK |= {"foi/remedies/": APPLICATIONS, "foi/remedies/new/": "legal|publicity|sign"}
# Pages about one publication: any duty opens them, the rules decide on the act; a stranger's unit does not see drafts.
OF_PUBLICATION = (
    "", "amend/", "correct/", "repeal/", "take_down/", "confirm_take_down/", "restore/", "propose_withdrawal/",
    "decide_withdrawal/", "propose_erasure/", "decide_erasure/", "reassess/", "open_up/", "link/",
    "link/<int:link>/remove/", "record/<int:record>/withdraw/", "records/",
)  # fmt: skip
OF_VERSION = (
    "", "preview/", "check/", "submit/", "recall/", "revise/", "abandon/", "release/", "schedule/", "unschedule/",
    "withhold/", "organ/", "override/<slug:finding>/", "files/", "files/<int:file>/", "files/<int:file>/remove/",
    "files/<int:file>/move/", "files/<int:file>/confirm/", "files/<int:file>/declare/<path:finding>/", "records/",
)  # fmt: skip
DESK |= {f"p/<int:pk>/{tail}": ANY_DUTY for tail in OF_PUBLICATION}
DESK |= {f"v/<int:pk>/{tail}": ANY_DUTY for tail in OF_VERSION}
DESK |= dict.fromkeys(("v/<int:pk>/edit/", "v/<int:pk>/pictures/"), "draft")

WORDING = "legal|publicity"
DESK |= {
    f"official-letters/{tail}": ANY_DUTY
    for tail in ("", "<int:pk>/", "<int:pk>/reveal/", "<int:pk>/send/", "<int:pk>/received/<int:delivery>/",
                 "<int:pk>/void/", "<int:pk>/<slug:form>/file/")
}  # fmt: skip
DESK |= {
    f"letter-templates/{tail}": WORDING
    for tail in ("", "<slug:kind>/", "<slug:kind>/begin/", "version/<int:pk>/", "version/<int:pk>/edit/",
                 "version/<int:pk>/sample/file/", "version/<int:pk>/propose/", "version/<int:pk>/activate/",
                 "version/<int:pk>/return/")
}  # fmt: skip
DESK |= dict.fromkeys(("letter-series/", "letter-series/new/", "letter-series/<int:pk>/"), WORDING)

SITE = (
    "", "open/", "c/<str:code>/", "d/<int:pk>/", "d/<int:pk>/v/<int:serial>/", "d/<int:pk>/diff/<int:older>/<int:newer>/",
    "d/<int:pk>/r/", "d/<int:pk>/r/<int:record>/", "d/<int:pk>/records.csv", "d/<int:pk>/a/<int:attachment>/",
    "d/<int:pk>/a/<int:attachment>/<str:name>", r"^f/(?P<digest>[0-9a-f]{64})(?:\.[a-z0-9]{1,5})?$", "catalogue/",
    "catalogue/catalogue.csv", "catalogue/catalogue.xlsx", "catalogue/monthly/<int:year>-<int:month>/",
    "catalogue/<str:code>/", "s", "s.<str:written_as>", "s/suggest", "s/report", "doc/<path:doc_no>",
    "n/<path:number>", "map/", "en/", "about/", "developers/",
    "elder/<int:size>/", "healthz", "metrics",
    ".well-known/security.txt", "feed.<str:written_as>", "c/<str:code>/feed.<str:written_as>", "opensearch.xml",
    "robots.txt", "favicon.ico", "sitemap.xml", "sitemap-columns.xml", "sitemap-<int:number>.xml",
    "api/v1/", "api/v1/openapi.json", "api/v1/publications", "api/v1/publications/<int:pk>", "api/v1/columns",
    "api/v1/catalogue", "api/v1/search", "ask/", "foi/fee/", "foi/places/", "foi/figures/", "me/", "me/login/", "me/return/", "me/logout/", "me/leave/", "ask/receipt/", "ask/figures/",
)  # fmt: skip

# Addresses where officials are known; everything else knows nobody.
STAFF = ("desk/", "style/")

# Public pages that take what people write: without a session and a cookie, see docs/adr/0011-letters-without-accounts.md.
FORMS = ("ask/correction/", "ask/policy/", "ask/follow/", "foi/apply/", "foi/similar/")

ROUTES: dict[str, str] = {f"desk/{tail}": audience for tail, audience in DESK.items()} | dict.fromkeys(
    (*SITE, *FORMS), PUBLIC
)
ROUTES |= dict.fromkeys(("style/", "style/desk/"), EVERYONE)

# What an outside auditor's account may open. It may send nothing to any route of the desk but these: the way in and
# out, and its own password. Everything that is not here is closed to it (test_auditors_everywhere.py).
AUDITOR_OPENS = frozenset(
    f"desk/{tail}"
    for tail in (
        "", "account/", "account/password/", "leader/", "search/", "drafts/", "reviews/", "publications/",
        "publications/catalogue/", "publications/figures/", "p/<int:pk>/", "p/<int:pk>/records/", "v/<int:pk>/",
        "v/<int:pk>/preview/", "sets/", "sets/<int:pk>/", "sets/<int:pk>/items/", "archive/", "archive/<int:pk>/",
        "letters/", "letters/<int:pk>/", "foi/", "foi/<int:pk>/", "foi/report/", "foi/report/<int:year>/",
        "foi/disputes/", "foi/disputes/<int:pk>/", "foi/places/", "foi/inquiries/", "foi/registers/", "foi/remedies/", "foi/analysis/", "foi/analysis/<int:year>/",
        "foi/judgements/", "foi/judgements/<int:pk>/", "foi/advice/", "foi/advice/<int:pk>/", "foi/rereviews/",
        "official-letters/", "official-letters/<int:pk>/", "letter-templates/", "letter-templates/<slug:kind>/",
        "letter-templates/version/<int:pk>/", "letter-series/", "shipments/", "officials/", "officials/<int:pk>/",
        "auditors/", "auditors/readings/", "changes/", "units/", "leaders/", "absences/", "journal/",
        "journal/<int:pk>/", "journal/logins/", "journal/seals/", "journal/deliveries/", "health/", "retention/",
        "catalogue/", "institutions/", "norms/", "words/", "searches/", "searches/synonyms/", "searches/bets/",
        "secrets/", "calendars/", "held/", "keys/", "as-of/", "as-of/<str:day>/", "as-of/<str:day>/c/<str:code>/",
        "as-of/<str:day>/d/<int:pk>/", "as-of/<str:day>/list.<str:written_as>",
    )
)  # fmt: skip
AUDITOR_SENDS = frozenset({"desk/logout/", "desk/account/password/"})

# The acts before which the second factor is asked again, each with what makes it dangerous. The only list there is: a
# page that asks without standing here, or stands here and does not ask, fails (test_dangerous_acts.py).
DANGEROUS: dict[str, str] = {
    "desk/again/": "opens the export of the journal and of the logins for ten minutes",
    "desk/p/<int:pk>/take_down/": "removes from the public at once",
    "desk/p/<int:pk>/confirm_take_down/": "keeps it removed",
    "desk/p/<int:pk>/restore/": "brings back what was removed",
    "desk/p/<int:pk>/decide_withdrawal/": "removes for good",
    "desk/p/<int:pk>/propose_erasure/": "begins what cannot be undone",
    "desk/p/<int:pk>/decide_erasure/": "destroys text and files",
    "desk/p/<int:pk>/record/<int:record>/withdraw/": "removes a record at once",
    "desk/officials/<int:pk>/change/": "changes what somebody may do",
    "desk/changes/<int:pk>/": "changes what somebody may do",
    "desk/officials/<int:pk>/password/": "gives somebody else's password",
    "desk/officials/<int:pk>/totp/": "takes somebody's second factor away",
    "desk/officials/<int:pk>/unlock/": "ends a lock after failed logins",
    "desk/auditors/<int:pk>/end/": "ends an auditor's reading at once",
    "desk/held/<int:pk>/release/": "lets a file go that no scanner has seen",
    "desk/held/<int:pk>/destroy/": "destroys a file",
    "desk/keys/new/": "concerns the keys of all personal data",
    "desk/keys/<int:pk>/": "concerns the keys of all personal data",
}
# Lists whose export is guarded by the same question.
GUARDED = ("desk/journal/", "desk/journal/logins/")
