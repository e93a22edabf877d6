"""What officials and applicants do with one application, by the services of the room; who does it follows from its unit."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from gongkai.bureau.models import Official
from gongkai.foi import queries, services
from gongkai.foi.models import Application, CaseLetter, Register, Way
from gongkai.foi.services import citizen, redacting, review
from gongkai.foi.services.intake import KIND
from gongkai.journal import clock
from gongkai.letters.models import LetterFile
from gongkai.letters.rules.structure import chinese_date
from gongkai.reception import services as reception
from gongkai.reception.rules import Notice, Submission
from gongkai.reception.secrets import key_digest

from ..content import Content
from ..people import People
from .rows import Row, filled

CLERK, HEAD_OF_OFFICE = "wang-suyuan", "zhou-tinglan"
EVIDENCE = {
    "internet": "与申请人电话确认收到，双方确认当日记录", "email": "与申请人电话确认收到邮件", "fax": "与申请人电话确认收到传真",
    "counter": "当面提交，受理窗口登记", "signed_post": "挂号信签收单", "ordinary_post": "与申请人电话确认，平信拆封记录",
}  # fmt: skip
PROOF = {
    Way.ONLINE: "网上送达", Way.EMAIL: "电子邮件已发送，申请人回复收到", Way.POST: "挂号信，已查询妥投",
    Way.COUNTER: "申请人到窗口领取并签收",
}  # fmt: skip


def key_of(key: str) -> str:
    return f"sample-application-{key}"


@dataclass
class Acts:
    """Acts by name; each is handed the application as it is now."""

    content: Content
    people: People
    answers: dict[str, Any]
    handlers: dict[str, Official] = field(default_factory=dict)  # by unit: looked up once, nobody here changes posts

    # --- Looking up ---

    def case(self, key: str) -> Application | None:
        rows = Application.objects.select_related("letter", "unit", "register__unit", "paper", "handler")
        return rows.filter(letter__key_digest=key_digest(key_of(key))).first()

    def clerk(self) -> Official:
        return self.people.official(CLERK)

    def handler(self, row: Row) -> Official:
        if row.unit not in self.handlers:
            self.handlers[row.unit] = self.people.author(row.unit)
        return self.handlers[row.unit]

    def examiner(self, duty: str, row: Row, case: Application) -> Official:
        return self.people.holder(duty, row.unit, {case.draft_by_id or 0, case.secrecy_by_id or 0})

    # --- In and out ---

    def submit(self, row: Row) -> None:
        """Sent by the applicant, or entered for him where it came on paper; one key is one application."""
        register = Register.objects.filter(unit__code=row.register).first() if row.register else None
        submission = Submission(row.subject, row.text, row.contact, notice=Notice.NONE)
        reception.submit(kind=KIND, key=key_of(row.key), submission=submission,
                         facts={"wanted": row.wanted, "register": register})  # fmt: skip

    def register(self, row: Row, case: Application) -> None:
        services.register(case=case, actor=self.clerk(), received_on=clock.today(), evidence=EVIDENCE[row.channel])

    def assign(self, row: Row, case: Application) -> None:
        handler = self.handler(row)
        services.assign(case=case, actor=self.clerk(), unit=handler.unit, handler=handler)
        if row.content_class:
            review.classify(case=case, actor=self.clerk(), content_class=row.content_class)

    def deliver(self, row: Row, case: Application) -> None:
        services.deliver(case=case, actor=self.clerk(), proof=PROOF[Way(case.wanted_way)])

    def archive(self, row: Row, case: Application) -> None:
        services.archive(case=case, actor=self.clerk())

    # --- Asking ---

    def ask_correction(self, row: Row, case: Application) -> None:
        until = self.content.working_days_after(clock.today(), 10)
        services.ask_correction(case=case, actor=self.clerk(), text=row.more["correct"]["ask"], until=until)

    def correct(self, row: Row, case: Application) -> None:
        self.write_back(row, case, "correct", row.more["correct"]["answer"])
        services.corrected(case=case, actor=self.clerk())

    def ask_reasons(self, row: Row, case: Application) -> None:
        until = self.content.working_days_after(clock.today(), 10)
        services.ask_reasons(case=case, actor=self.clerk(), text=row.more["reasons"]["ask"], until=until)

    def give_reasons(self, row: Row, case: Application) -> None:
        self.write_back(row, case, "reasons", row.more["reasons"]["reply"])
        services.reasons_given(case=case, actor=self.clerk())

    def delay(self, row: Row, case: Application) -> None:
        until = self.content.working_days_after(due_on(case), row.more["reasons"]["delay"])
        services.delay(case=case, actor=self.people.official(HEAD_OF_OFFICE), until=until,
                       reason=row.more["reasons"]["why"])  # fmt: skip

    def consult(self, row: Row, case: Application) -> None:
        for one in row.more["consult"]:
            services.consult(case=case, actor=self.handler(row), whom=one["whom"], name=one["name"],
                             delivered_on=clock.today(), concerning=one["concerning"])  # fmt: skip

    def opinion(self, row: Row, case: Application) -> None:
        for one, said in zip(case.consultations.order_by("pk"), row.more["consult"], strict=True):
            if not one.opinion:
                services.opinion(consultation=one, actor=self.handler(row), said=said["said"],
                                 reasons=said.get("reasons", ""))  # fmt: skip

    def cooperate(self, row: Row, case: Application) -> None:
        asked = row.more["cooperate"]
        services.cooperate(case=case, actor=self.handler(row), unit=self.people.unit_then(asked["unit"]), what=asked["what"],
                           until=self.content.working_days_after(clock.today(), 6))  # fmt: skip

    def reply(self, row: Row, case: Application) -> None:
        asked = case.cooperations.get(replied_on__isnull=True)
        services.reply(
            cooperation=asked, actor=self.people.author(asked.unit.code), text=row.more["cooperate"]["reply"]
        )

    def charge(self, row: Row, case: Application) -> None:
        fee = row.more["fee"]
        services.charge(case=case, actor=self.clerk(), amount=fee["amount"], standard=fee["standard"], how=fee["how"])

    def pay(self, row: Row, case: Application) -> None:
        services.paid(case=case, actor=self.clerk())

    def extend(self, row: Row, case: Application) -> None:
        services.extend(case=case, actor=self.people.official(HEAD_OF_OFFICE), days=row.more["extend"]["days"],
                        reason=row.more["extend"]["reason"])  # fmt: skip

    def lapse(self, row: Row, case: Application) -> None:
        services.lapse(case=case, actor=self.clerk())

    # --- The decision ---

    def search(self, row: Row, case: Application) -> None:
        typed = row.more.get("search") or {"terms": row.subject[:60], **self.answers["D12"]["search"]}
        services.search(case=case, actor=self.handler(row), **typed)

    def draft(self, row: Row, case: Application) -> None:
        self.write_decision(row, case, row.decision, row.more.get("answers") or {})

    def draft_again(self, row: Row, case: Application) -> None:
        """After a return the same decision with a word more; after a correction the one that was ordered."""
        if case.first_decision:
            again = row.more["again"]
            self.write_decision(row, case, again["decision"], again)
        else:
            said = {"facts": {"其他说明": "有关理由和范围已按审核意见逐项写明，可以与承办单位联系了解。"}}
            self.write_decision(row, case, row.decision, (row.more.get("answers") or {}) | said)

    def write_decision(self, row: Row, case: Application, code: str, own: dict[str, Any]) -> None:
        usual, handler = self.answers.get(code, {}), self.handler(row)
        slots = {"subject": row.subject, "since": self._since(row)}
        facts = {**usual.get("facts", {}), **own.get("facts", {}), **self._earlier(row)}
        if code == "D03":
            redacting.state_apart(case=case, actor=handler, statement=usual["apart"])
        services.draft_decision(
            case=case, actor=handler, code=code, findings=usual.get("findings", ()), facts=facts,
            text=filled(own.get("text") or usual.get("text", ""), slots), override=row.more.get("override", ""),
        )  # fmt: skip

    def _since(self, row: Row) -> str:
        return chinese_date(row.came - timedelta(days=8))

    def _earlier(self, row: Row) -> dict[str, Any]:
        earlier = self.case(row.more["earlier"]) if row.more.get("earlier") else None
        if earlier is None or earlier.paper is None:
            return {}
        return {"此前答复的文号": earlier.paper.number, "此前答复的日期": earlier.decided_on}

    def submit_decision(self, row: Row, case: Application) -> None:
        services.submit_decision(case=case, actor=self.handler(row))

    def send_back(self, row: Row, case: Application) -> None:
        services.return_decision(case=case, actor=self.examiner("legal", row, case), remarks=row.more["return"])

    def legal(self, row: Row, case: Application) -> None:
        services.pass_step(case=case, actor=self.examiner("legal", row, case))

    def secrecy(self, row: Row, case: Application) -> None:
        services.pass_step(case=case, actor=self.examiner("secrecy", row, case))

    def sign(self, row: Row, case: Application) -> None:
        services.sign(case=case, actor=self.examiner("sign", row, case))

    # --- What the applicant does ---

    def write_back(self, row: Row, case: Application, name: str, text: str) -> None:
        reception.write_back(letter=case.letter, key=f"{key_of(row.key)}-{name}", text=text)

    def message(self, row: Row, case: Application) -> None:
        self.write_back(row, case, "message", row.more["message"])

    def withdraw(self, row: Row, case: Application) -> None:
        if row.more["withdraw"] == "applicant":
            citizen.withdraw(case.letter, "")
        else:
            services.withdrawn(case=case, actor=self.clerk(), reason=row.more["withdraw"])

    def download(self, row: Row, case: Application) -> None:
        for paper in CaseLetter.objects.filter(application=case, message__isnull=False, taken_at__isnull=True):
            citizen.take(case.letter, str(paper.pk), LetterFile.Form.PDF)

    def rate(self, row: Row, case: Application) -> None:
        reception.rate(letter=case.letter, score=row.more["rate"][0], words=row.more["rate"][1])

    def wish(self, row: Row, case: Application) -> None:
        citizen.wish_proactive(case.letter, row.more["wish"])


def due_on(case: Application) -> date:
    """The day on which the answer is due now; raises LookupError while none is."""
    deadline = queries.running(case)
    if deadline is None or deadline.due_on is None:
        raise LookupError(f"nothing is due for {case}")
    return deadline.due_on
