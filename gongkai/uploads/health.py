"""How virus scanning stands: a check for `journal.health`."""

from django.conf import settings
from django.db.models import Count

from gongkai.journal.health import Check, Finding, Level

from . import clamd, conf
from .models import Upload


def look() -> Finding:
    """Whether a scanner is set up and answers, and what waits for it or was found."""
    rows = Upload.objects.kept().filter(virus__in=[Upload.Virus.HELD, Upload.Virus.INFECTED])
    counts = dict(rows.values_list("virus").annotate(n=Count("pk")))
    held, infected = counts.get(Upload.Virus.HELD, 0), counts.get(Upload.Virus.INFECTED, 0)
    figures = {"uploads_held": float(held), "uploads_infected": float(infected)}
    if infected:
        return Finding(Level.BAD, f"已收的文件中有 {infected} 件发现恶意代码，已停止公开。",
                       "请安全管理员在“待查文件”中核对并销毁。", figures)  # fmt: skip
    if conf.virus_scanner() is None:
        return Finding(Level.UNKNOWN, f"没有接入病毒检查。公众上传的文件一律待查，现有 {held} 件。",
                       "安装 clamd，并设置 GONGKAI_CLAMD。", figures)  # fmt: skip
    if settings.CLAMD and not clamd.answers():
        return Finding(Level.BAD, f"病毒检查程序没有应答，待查文件 {held} 件。", "请检查 clamd 是否在运行。", figures)
    if held:
        return Finding(Level.WATCH, f"有 {held} 件文件待查。", "后台正在逐件检查；长时间不变时请看运行日志。", figures)
    return Finding(Level.GOOD, "病毒检查程序正常，没有待查文件。", figures=figures)


CHECKS = (Check("viruses", "病毒检查", look, order=50),)
