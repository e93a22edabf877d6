"""The doors to this room on the portal's pages."""

from gongkai.portal.entrances import Entrance

COLUMNS = (
    ("open.apply", Entrance("foi_apply", "网上申请", "/foi/apply/", order=10)),
    ("open.apply", Entrance("foi_follow", "进度查询", "/ask/follow/", order=20)),
    ("open.apply", Entrance("foi_fee", "收费标准和计算", "/foi/fee/", order=30)),
    ("open.apply", Entrance("foi_places", "受理点", "/foi/places/", order=40)),
    ("open.apply", Entrance("foi_figures", "办理统计", "/foi/figures/", order=50)),
)
