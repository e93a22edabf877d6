"""Reference data of publication: the 主动公开目录, the guide, institutions, norms, word lists, secret matters, hand-overs."""

from django.conf import settings
from django.db import models

from gongkai.bureau.models import Unit
from gongkai.journal.parties import Party

from .core import Publication


class CatalogueItem(models.Model):
    """A row of the 主动公开目录 with its nine standard fields (rules §10.1, grade B) and its legal node."""

    code = models.CharField("事项编码", max_length=30, unique=True)
    node = models.CharField("法定节点", max_length=12)  # 20-1 … 20-15, 21-1 … 21-7, LHS-01 … LHS-10
    order = models.PositiveIntegerField("序号")
    item1 = models.CharField("一级事项", max_length=80)
    item2 = models.CharField("二级事项", max_length=120, blank=True)
    elements = models.TextField("公开内容（要素）")
    basis = models.TextField("公开依据")
    limit_text = models.CharField("公开时限", max_length=120)
    limit_days = models.PositiveSmallIntegerField("更新间隔（日）", null=True, blank=True)
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="公开主体", related_name="+")
    channels = models.JSONField("公开渠道和载体", default=list)
    audience = models.CharField("公开对象", max_length=40, default="全社会")
    mode = models.CharField("公开方式", max_length=12, default="主动")
    level = models.CharField("公开层级", max_length=40, default="市级")
    valid_from = models.DateField("列入日期")
    valid_to = models.DateField("移出日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "主动公开目录事项"
        indexes = [models.Index(fields=["order"], name="catalogue_order")]

    def __str__(self) -> str:
        return f"{self.item1} {self.item2}".strip()

    def as_party(self) -> Party:
        return Party("catalogue_item", self.code, str(self))


class DisclosureGuide(models.Model):
    """The nine facts of the 公开指南 (《条例》 art. 12, PUB-13); the page itself is a reviewed publication of kind guide."""

    classification = models.TextField("信息分类")
    arrangement = models.TextField("编排体系")
    access = models.TextField("获取方式")
    office_name = models.CharField("工作机构名称", max_length=80)
    address = models.CharField("办公地址", max_length=120)
    hours = models.CharField("办公时间", max_length=120)
    phone = models.CharField("联系电话", max_length=60)
    fax = models.CharField("传真号码", max_length=60)
    online = models.CharField("互联网联系方式", max_length=120)
    updated_on = models.DateField("更新日期")

    class Meta:
        verbose_name = verbose_name_plural = "公开指南"

    def __str__(self) -> str:
        return self.office_name

    def as_party(self) -> Party:
        return Party("guide", str(self.pk), "政府信息公开指南")


class Institution(models.Model):
    """A 公开制度 in the register: published, or with its reason and owner."""

    name = models.CharField("名称", max_length=120, unique=True)
    level = models.CharField("层级", max_length=12, default="bureau")  # state, city, bureau
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name="责任单位", related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField("应公开日期", null=True, blank=True)
    reason = models.CharField("未公开的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开制度"

    def __str__(self) -> str:
        return self.name

    def as_party(self) -> Party:
        return Party("institution", str(self.pk), self.name)


class Norm(models.Model):
    """A law in the register, with its validity: what others cite by code and date."""

    code = models.SlugField(max_length=60)
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=80, blank=True)
    in_force_from = models.DateField("施行日期")
    in_force_to = models.DateField("废止日期", null=True, blank=True)
    grade = models.CharField("核对等级", max_length=1, default="A")
    url = models.URLField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "法律法规"
        constraints = [models.UniqueConstraint(fields=["code", "in_force_from"], name="norm_once")]

    def __str__(self) -> str:
        return self.title

    def as_party(self) -> Party:
        return Party("norm", str(self.pk), self.title)


class Word(models.Model):
    """An entry of the bureau's word lists (wrong, sensitive, leader titles), with its white list."""

    word = models.CharField("词", max_length=60)
    word_class = models.CharField("类别", max_length=12)  # wrong, sensitive, title
    level = models.CharField("级别", max_length=8)  # block, warn, suggest
    replacement = models.CharField("建议改为", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    exceptions = models.JSONField("白名单语境", default=list, blank=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "词库"
        constraints = [models.UniqueConstraint(fields=["word", "word_class", "valid_from"], name="word_once")]

    def __str__(self) -> str:
        return self.word

    def as_party(self) -> Party:
        return Party("word", str(self.pk), self.word)


class SecretMatter(models.Model):
    """That a secret matter exists, and nothing of it: a number, a ground, a reviewer and a date (《条例》 art. 14)."""

    number = models.CharField("登记号", max_length=40, unique=True)
    ground = models.CharField("依据", max_length=20)  # a code of the closed list, never a text
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_on = models.DateField("审查日期")

    class Meta:
        verbose_name = verbose_name_plural = "涉密事项登记"

    def __str__(self) -> str:
        return self.number

    def as_party(self) -> Party:
        return Party("secret_matter", str(self.pk), self.number)


class ArchiveDelivery(models.Model):
    """A package handed to archive or library, with its receipt (《条例》 art. 25, PUB-17)."""

    receiver = models.CharField("接收单位", max_length=120)
    from_day = models.DateField("自")
    to_day = models.DateField("至")
    count = models.PositiveIntegerField("件数")
    digest = models.CharField("包的摘要", max_length=64)
    path = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    delivered_on = models.DateField("移交日期", null=True, blank=True)
    receipt = models.CharField("回执", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "移交记录"

    def __str__(self) -> str:
        return f"{self.receiver} {self.from_day}–{self.to_day}"

    def as_party(self) -> Party:
        return Party("archive_delivery", str(self.pk), str(self))


class ImportRun(models.Model):
    """One import: where it stands, so that it can go on after a stop."""

    source = models.CharField("来源", max_length=300)
    source_digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    release_set = models.ForeignKey("ReleaseSet", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    total = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "导入"

    def __str__(self) -> str:
        return self.source

    def as_party(self) -> Party:
        return Party("import", str(self.pk), self.source)


class ImportFault(models.Model):
    """A row that could not be taken: which line, and why."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="faults")
    line = models.CharField("行", max_length=80)
    name = models.CharField(max_length=300, blank=True)
    why = models.CharField("原因", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "未导入的行"

    def __str__(self) -> str:
        return f"{self.line}: {self.why}"
