"""The column tree (栏目) with the stamp of the navigation; what editors and readers teach the search."""

from django.db import models

from gongkai.bureau.models import Unit
from gongkai.journal.parties import Party
from gongkai.publications.models import Publication


class Column(models.Model):
    """A column of the site. Publications store its code; the dotted prefixes of a code are the columns above it."""

    class Template(models.TextChoices):
        LIST = "list", "列表"
        PAGE = "page", "单页"
        GUIDE = "guide", "公开指南"
        INSTITUTIONS = "institutions", "制度登记"
        CATALOGUE = "catalogue", "主动公开目录"

    code = models.CharField("代码", max_length=80, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField("名称", max_length=60)
    order = models.PositiveIntegerField("排序", default=1000)
    owner = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="责任单位", related_name="+"
    )
    interval_days = models.PositiveSmallIntegerField("更新间隔（日）", null=True, blank=True)
    minimum = models.PositiveSmallIntegerField("最少条数", default=1)
    template = models.CharField("版式", max_length=12, choices=Template.choices, default=Template.LIST)
    description = models.CharField("栏目说明", max_length=200, blank=True)
    keywords = models.CharField("关键词", max_length=120, blank=True)
    column_type = models.CharField("栏目类型", max_length=20, blank=True)
    statutory = models.BooleanField("法定栏目", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "栏目"

    def __str__(self) -> str:
        return self.name

    def as_party(self) -> Party:
        return Party("column", self.code, self.name)

    def get_absolute_url(self) -> str:
        return f"/c/{self.code}/"


class NavigationStamp(models.Model):
    """A new random token whenever the columns, or which of them have content, change; another for the words of the search."""

    SINGLE, SEARCH = 1, 2

    token = models.CharField(max_length=32)
    shown = models.CharField("有内容的栏目的摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导航标记"

    def __str__(self) -> str:
        return self.token


class Synonym(models.Model):
    """Two words that mean the same to those who search, both ways: what people say, what the bureau writes."""

    word = models.CharField("大家的说法", max_length=30)
    meaning = models.CharField("文件里的说法", max_length=30)
    note = models.CharField("说明", max_length=120, blank=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "同义词"
        constraints = [
            models.UniqueConstraint(
                fields=["word", "meaning"], condition=models.Q(valid_to__isnull=True), name="synonym_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.word}＝{self.meaning}"

    def as_party(self) -> Party:
        return Party("synonym", str(self.pk), str(self))


class Bet(models.Model):
    """What editors want to stand on top for one query, or not to stand among its results at all."""

    class Kind(models.TextChoices):
        BEST = "best", "置顶"
        WORST = "worst", "不显示"

    query = models.CharField("查询词", max_length=80)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, verbose_name="信息", related_name="+")
    kind = models.CharField("方式", max_length=5, choices=Kind.choices)
    reason = models.CharField("理由", max_length=200)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "搜索推荐"
        constraints = [
            models.UniqueConstraint(
                fields=["query", "publication"], condition=models.Q(valid_to__isnull=True), name="bet_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.query} {self.get_kind_display()}"

    def as_party(self) -> Party:
        return Party("bet", str(self.pk), str(self))


class QueryCount(models.Model):
    """How often a query was asked on a day and how often it found nothing; who asked is known nowhere."""

    day = models.DateField("日期")
    query = models.CharField("查询词", max_length=80)
    column = models.CharField("栏目", max_length=80, blank=True)
    count = models.PositiveIntegerField("次数", default=0)
    nothing = models.PositiveIntegerField("无结果次数", default=0)
    reported = models.PositiveIntegerField("反映找不到次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "查询统计"
        constraints = [models.UniqueConstraint(fields=["day", "query", "column"], name="query_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.query}: {self.count}"
