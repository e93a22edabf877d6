"""Whether letters can be printed as they should: a check for the page on the system's state."""

from gongkai.journal.health import Check, Finding, Level

from . import conf
from .layout.fonts import remarks


def look_at_fonts() -> Finding:
    """Which faces of an official letter are missing here, and what stands in."""
    choices = conf.fonts().choices
    said = remarks(choices)
    if not said:
        return Finding(Level.GOOD, "公文所需的仿宋、小标宋、黑体、楷体、宋体都已安装。")
    missing = any(not choice.family for choice in choices.values())
    return Finding(Level.BAD if missing else Level.WATCH, "".join(said), "安装字体后请重新启动网站和后台进程。")


CHECKS = (Check("letters.fonts", "文书字体", look_at_fonts, order=70),)
