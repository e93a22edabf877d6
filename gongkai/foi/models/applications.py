"""An application as the bureau's business: its register, stage and outcome, who was asked, where was searched."""

from django.db import models
from django.db.models import F, Q

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.journal.parties import Party
from gongkai.letters.models import OfficialLetter
from gongkai.reception.cases import CaseQuerySet
from gongkai.reception.models import Letter
from gongkai.vault.fields import EncryptedTextField

from ..rules.clock import Channel
from ..rules.decisions import DECISIONS
from ..rules.review import CONTENT_CLASSES
from ..rules.stages import OPEN, STAGE_LABELS, Stage

CHANNEL_LABELS = {
    Channel.INTERNET: "网上申请",
    Channel.COUNTER: "当面提交",
    Channel.SIGNED_POST: "挂号信、快递（签收）",
    Channel.ORDINARY_POST: "平信",
    Channel.FAX: "传真",
    Channel.EMAIL: "电子邮件",
}


class ApplicantKind(models.TextChoices):
    """The columns of table 三."""

    PERSON = "person", "自然人"
    BUSINESS = "business", "商业企业"
    RESEARCH = "research", "科研机构"
    WELFARE = "welfare", "社会公益组织"
    LEGAL = "legal", "法律服务机构"
    OTHER = "other", "其他"


class Form(models.TextChoices):
    """In which form the information is wanted (Art. 29, 40)."""

    ELECTRONIC = "electronic", "电子文件"
    PAPER = "paper", "纸质复印件"
    INSPECT = "inspect", "当场阅览、抄录"


class Way(models.TextChoices):
    """How answers and information reach the applicant."""

    ONLINE = "online", "网上查收"
    EMAIL = "email", "电子邮件"
    POST = "post", "邮寄"
    COUNTER = "counter", "自行领取"


class Register(models.Model):
    """The register of one body: its number series, the name and the seal under its letters."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="foi_register", verbose_name="受理机构")
    series = models.CharField("编号代字", max_length=20)
    organ = models.CharField("落款名称", max_length=80)
    year = models.PositiveSmallIntegerField("编号年度", default=0)
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "申请登记簿"

    def __str__(self) -> str:
        return f"{self.organ}依申请公开登记簿"


class ApplicationQuerySet(CaseQuerySet):
    WORKING = (DutyCode.DRAFT, DutyCode.LEGAL, DutyCode.SECRECY, DutyCode.SIGN, DutyCode.PUBLICITY)
    EVERYWHERE = (DutyCode.SUPERVISE,)

    def concerning(self, units: set[int]) -> Q:
        """Also those in which one of these units is asked to help."""
        return super().concerning(units) | Q(
            pk__in=self.model.objects.filter(cooperations__unit_id__in=units).values("pk")
        )

    def open(self) -> "ApplicationQuerySet":
        return self.filter(stage__in=[stage.value for stage in OPEN])


class Application(models.Model):
    """One application. Who applies lies with the letter; what is added here of persons is ciphertext too."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="application", verbose_name="来信")
    letter_key = models.CharField(max_length=20, unique=True)  # the letter's id as text, as deadlines know it
    # An application for several things may be split; each part keeps where it comes from (REQ-08, B).
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name="分自", related_name="parts"
    )
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="applications")
    number = models.CharField("登记编号", max_length=60, unique=True, null=True, blank=True)
    channel = models.CharField(
        "申请渠道", max_length=14, choices=[(c.value, CHANNEL_LABELS[c]) for c in CHANNEL_LABELS]
    )
    applicant_kind = models.CharField("申请人类别", max_length=10, choices=ApplicantKind.choices)
    identity = EncryptedTextField("证件号码", row="letter_key", blank=True)
    identity_index = models.CharField(max_length=80, blank=True)
    address = EncryptedTextField("通信地址", row="letter_key", blank=True)
    wanted_form = models.CharField("所需形式", max_length=12, choices=Form.choices, default=Form.ELECTRONIC)
    wanted_way = models.CharField("获取方式", max_length=8, choices=Way.choices, default=Way.ONLINE)
    needs_help = models.BooleanField("需要协助（阅读、视听困难）", default=False)

    stage = models.CharField(
        "阶段", max_length=12, choices=[(s.value, STAGE_LABELS[s]) for s in Stage], default=Stage.RECEIVED
    )
    stage_since = models.DateTimeField("进入阶段时间")
    arrived_at = models.DateTimeField("到达时间")
    received_on = models.DateField("收到日期", null=True, blank=True)
    evidence = EncryptedTextField("收到日期的依据", row="letter_key", blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="承办单位", related_name="applications")
    handler = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    correction_on = models.DateField("补正告知日期", null=True, blank=True)
    correction_until = models.DateField("补正期限", null=True, blank=True)
    extended_days = models.PositiveSmallIntegerField("延长的工作日", default=0)
    fee = models.PositiveIntegerField("信息处理费（元）", null=True, blank=True)
    fee_until = models.DateField("缴费期限", null=True, blank=True)
    paid_on = models.DateField("缴费日期", null=True, blank=True)

    decision = models.CharField(
        "决定", max_length=4, blank=True, choices=[(code, f"{code} {row.situation}") for code, row in DECISIONS.items()]
    )
    findings = models.JSONField("认定", default=list, blank=True)
    # The draft of the decision is a letter; each change of it is a version of that letter.
    paper = models.ForeignKey(
        OfficialLetter, on_delete=models.PROTECT, null=True, blank=True, verbose_name="决定文书", related_name="+"
    )
    # Why it is disclosed although a third party refused: the weight for the public interest (Art. 32).
    override = EncryptedTextField("不顾第三方意见决定公开的理由", row="letter_key", blank=True)
    edition = models.PositiveIntegerField(default=0)
    draft_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    legal_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    secrecy_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_by = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    remarks = EncryptedTextField("退回意见", row="letter_key", blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    delivery = EncryptedTextField("送达方式和凭证", row="letter_key", blank=True)
    withdrawal = EncryptedTextField("撤回的情况", row="letter_key", blank=True)
    # Why he proposes that it be made proactive (Art. 44); that he does stands in `OpenWish`.
    proactive_wish = EncryptedTextField("建议主动公开的理由", row="letter_key", blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    # The first ending, once a correction has opened the application again: a report that was filed stays true.
    first_decision = models.CharField("首次决定", max_length=4, blank=True)
    first_ended_on = models.DateField("首次办结日期", null=True, blank=True)
    content_class = models.CharField(
        "内容类别", max_length=12, blank=True, choices=[(code, label) for code, label in CONTENT_CLASSES.items()]
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政府信息公开申请"
        indexes = [
            models.Index(fields=["stage", "stage_since"], name="application_stage"),
            models.Index(fields=["unit", "stage"], name="application_of_unit"),
            models.Index(fields=["received_on"], name="application_received"),
            models.Index(fields=["-arrived_at", "-id"], name="application_arrived"),
            models.Index(fields=["register", "received_on"], name="application_of_register"),
            models.Index(fields=["identity_index"], name="application_identity"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=[s.value for s in Stage]), name="application_stage_known"),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.RECEIVED, Stage.ANSWERED, Stage.ARCHIVED]) | Q(received_on__isnull=False),
                name="application_registered_has_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.DECIDED, Stage.ANSWERED, Stage.ARCHIVED]) | ~Q(decision=""),
                name="application_ended_has_decision",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True)
                | (~Q(signed_by=F("draft_by")) & (Q(secrecy_by__isnull=True) | ~Q(signed_by=F("secrecy_by")))),
                name="application_separate_persons",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.letter.number

    def as_party(self) -> Party:
        return self.letter.as_party()._replace(unit=self.unit.short_name)

    def get_absolute_url(self) -> str:
        return f"/desk/foi/{self.pk}/"

    @property
    def is_open(self) -> bool:
        return Stage(self.stage) in OPEN


class Consultation(models.Model):
    """Somebody who is asked for an opinion. Silence means nothing with a third party, consent with a co-maker."""

    class Whom(models.TextChoices):
        THIRD_PARTY = "third_party", "第三方"
        CO_MAKER = "co_maker", "共同制作机关"

    class Opinion(models.TextChoices):
        AGREED = "agreed", "同意公开"
        REFUSED = "refused", "不同意公开"
        SILENT = "silent", "逾期未提出意见"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="consultations")
    whom = models.CharField("对象", max_length=12, choices=Whom.choices)
    name = EncryptedTextField("名称", row="row_key", blank=True)
    row_key = models.CharField(max_length=40, unique=True)
    asked_on = models.DateField("发出日期")
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    until = models.DateField("答复期限")
    opinion = models.CharField("意见", max_length=8, choices=Opinion.choices, blank=True)
    reasons = EncryptedTextField("理由", row="row_key", blank=True)
    answered_on = models.DateField("收到日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True) | Q(delivered_on__gte=F("asked_on")),
                name="consultation_delivered_after_asked",
            ),
            models.CheckConstraint(
                condition=Q(opinion="", answered_on__isnull=True) | (~Q(opinion="") & Q(answered_on__isnull=False)),
                name="consultation_opinion_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_whom_display()}（{self.asked_on}）"


class Search(models.Model):
    """Where information was looked for: courts ask for proof of a reasonable search (REQ-35). Names are searched for, too."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="searches")
    places = EncryptedTextField("检索范围", row="application_id")
    terms = EncryptedTextField("检索词", row="application_id")
    found = EncryptedTextField("结果", row="application_id")
    by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("检索日期")

    class Meta:
        verbose_name = verbose_name_plural = "检索记录"

    def __str__(self) -> str:
        return f"{self.application} {self.on}"

    def said(self) -> tuple[str, str, str]:
        """Where, for what, and what was found, in clear."""
        return self.places.reveal(), self.terms.reveal(), self.found.reveal()
