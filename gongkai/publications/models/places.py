"""Where a publication stands: its number, its places in columns, its links, the addresses it had before."""

from django.db import models
from django.db.models import F, Q

from gongkai.journal import clock

from .core import Publication


class NumberSeries(models.Model):
    """The last serial given in a year: numbers are never reused, whatever happens to what bore them."""

    org = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "索引号序列"
        constraints = [models.UniqueConstraint(fields=["org", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.org}/{self.year}: {self.last}"


class Listing(models.Model):
    """A public item's place in a column and in each column above it: what a list page reads, in constant time."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="listings")
    column = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    listed_on = models.DateField()

    class Meta:
        verbose_name = verbose_name_plural = "栏目位置"
        constraints = [models.UniqueConstraint(fields=["publication", "column"], name="listed_once")]
        indexes = [
            models.Index(fields=["column", "-listed_on", "-publication"], name="listing_newest"),
            models.Index(fields=["column", "year", "-listed_on", "-publication"], name="listing_year"),
            models.Index(fields=["column", "kind", "-listed_on", "-publication"], name="listing_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.publication_id}"


class ListingCount(models.Model):
    """How many public items a column holds, in all, by year and by kind; kept by the same transaction as the listing."""

    column = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField(default=0)  # 0: any year
    kind = models.CharField(max_length=40, blank=True)  # '': any kind
    count = models.IntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "栏目计数"
        constraints = [
            models.UniqueConstraint(fields=["column", "year", "kind"], name="one_count"),
            models.CheckConstraint(condition=Q(count__gte=0), name="count_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.year} {self.kind}: {self.count}"


class Link(models.Model):
    """A typed link between publications; both pages show the other's card."""

    class Role(models.TextChoices):
        INTERPRETS = "interprets", "解读"
        GUIDES = "guides", "办事"
        BASIS = "basis", "依据"
        REPLACES = "replaces", "替代"
        REPEALS = "repeals", "废止"
        FORWARDS = "forwards", "转发"
        CLARIFIES = "clarifies", "澄清"
        RELATED = "related", "相关"

    from_publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="links_out")
    to_publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="links_in")
    role = models.CharField("关系", max_length=12, choices=Role.choices)

    class Meta:
        verbose_name = verbose_name_plural = "关联"
        constraints = [
            models.UniqueConstraint(fields=["from_publication", "to_publication", "role"], name="link_once"),
            models.CheckConstraint(condition=~Q(from_publication=F("to_publication")), name="link_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.from_publication_id} {self.role} {self.to_publication_id}"


class OldAddress(models.Model):
    """An address the item had on an earlier site; answered with a permanent redirect."""

    path = models.CharField(max_length=500, unique=True)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="old_addresses")

    class Meta:
        verbose_name = verbose_name_plural = "原地址"

    def __str__(self) -> str:
        return self.path
