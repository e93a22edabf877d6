"""The column tree (栏目), and the stamp that tells every process when the navigation has changed."""

from django.db import models

from gongkai.bureau.models import Unit
from gongkai.journal.parties import Party


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
    """One row: a new random token whenever the columns, or which of them have content, change."""

    SINGLE = 1

    token = models.CharField(max_length=32)
    shown = models.CharField("有内容的栏目的摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导航标记"

    def __str__(self) -> str:
        return self.token
