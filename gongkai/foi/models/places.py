"""Places where applications are taken in person: address, hours, who is there (Art. 12, 29, 43)."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from gongkai.bureau.models import Unit
from gongkai.journal.parties import Party


class PlaceQuerySet(models.QuerySet["Place"]):
    def open_on(self, day: date) -> "PlaceQuerySet":
        return self.filter(Q(closed_from__isnull=True) | Q(closed_from__gt=day))


class Place(models.Model):
    """One place of acceptance (受理点). Coordinates are in degrees of the national system for maps, GCJ-02."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="foi_places", verbose_name="受理机构")
    name = models.CharField("名称", max_length=60)
    address = models.CharField("地址", max_length=120)
    hours = models.CharField("受理时间", max_length=120)
    phone = models.CharField("电话", max_length=40)
    fax = models.CharField("传真", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    staff = models.CharField("工作人员", max_length=120)
    transit = models.CharField("怎么去", max_length=200, blank=True)
    help = models.CharField("无障碍和协助", max_length=200, blank=True)
    longitude = models.DecimalField(
        "经度", max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(73, "经度在73到136之间。"), MaxValueValidator(136, "经度在73到136之间。")],
    )  # fmt: skip
    latitude = models.DecimalField(
        "纬度", max_digits=8, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(3, "纬度在3到54之间。"), MaxValueValidator(54, "纬度在3到54之间。")],
    )  # fmt: skip
    order = models.PositiveSmallIntegerField("顺序", default=100)
    closed_from = models.DateField("停止受理日期", null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "受理点"
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="foi_place_once"),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
                name="foi_place_whole_point",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_party(self) -> Party:
        return Party("foi_place", str(self.pk), self.name, self.unit.short_name)

    def get_absolute_url(self) -> str:
        return f"/desk/foi/places/{self.pk}/"
