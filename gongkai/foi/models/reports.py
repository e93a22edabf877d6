"""The annual report: its prose as it is written, and what was filed."""

from typing import Any

from django.db import models
from django.db.models import Q

from gongkai.bureau.models import Official
from gongkai.journal.parties import Party

from ..rules.report.form import Report
from .applications import Register


class ReportText(models.Model):
    """One section of a year's report in words; numbers in it are compared with the tables."""

    class Section(models.TextChoices):
        OVERALL = "overall", "一、总体情况"
        PROACTIVE = "proactive", "二、主动公开政府信息情况"
        PROBLEMS = "problems", "五、存在的主要问题及改进情况"
        OTHER = "other", "六、其他需要报告的事项"

    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告机关"
    )  # none: all bodies together
    year = models.PositiveSmallIntegerField("年度")
    section = models.CharField("部分", max_length=10, choices=Section.choices)
    text = models.TextField("内容", blank=True)
    edition = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "年度报告文字"
        constraints = [
            models.UniqueConstraint(fields=["register", "year", "section"], name="report_text_once"),
            models.UniqueConstraint(
                fields=["year", "section"], condition=Q(register__isnull=True), name="report_text_of_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_section_display()}"


class FiledReport(models.Model):
    """What was filed, as it was filed; a report that was filed again is a row of its own, and the last one counts."""

    class Origin(models.TextChoices):
        COUNTED = "counted", "登记簿统计"
        READ = "read", "由报告文件读入"

    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告机关"
    )
    year = models.PositiveSmallIntegerField("年度")
    table_format = models.PositiveSmallIntegerField("格式")
    cells = models.JSONField("表格")  # {"table3": …, "table4": …} by printed names
    fee = models.PositiveIntegerField("信息处理费（元）", default=0)
    filed_on = models.DateField("报送日期")
    origin = models.CharField("来源", max_length=8, choices=Origin.choices)
    filed_by = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "已报送的年度报告"
        indexes = [models.Index(fields=["year", "register"], name="filed_report_of_year")]

    def __str__(self) -> str:
        return f"{self.year}年年度报告（{self.filed_on}报送）"

    def as_party(self) -> Party:
        return Party("foi_report", str(self.pk), f"{self.year}年政府信息公开工作年度报告")

    def as_report(self) -> Report:
        """The filed figures, as the checks read them."""
        cells: dict[str, Any] = self.cells
        return Report("", self.year, self.table_format, table3=cells.get("table3", {}), table4=cells.get("table4", {}))
