"""When which text was public: one row from the moment a text became public to the moment that ended it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from .core import Publication, Version


class PublicSpanQuerySet(models.QuerySet["PublicSpan"]):
    def at(self, moment: datetime) -> "PublicSpanQuerySet":
        """What was public at a moment: at most one row a publication."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), begins_at__lte=moment)

    def under(self, column: str) -> "PublicSpanQuerySet":
        """In a column or one of those under it."""
        return self.filter(Q(column=column) | Q(column__startswith=f"{column}."))


class PublicSpan(models.Model):
    """One text in public, from a moment (included) until a moment (not included; none while it lasts).

    `column`, `listed_on` and `repealed_on` are what they were meanwhile; a change of one of them begins another row.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="spans")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="spans")
    column = models.CharField("栏目", max_length=80)
    listed_on = models.DateField("列表日期")
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    begins_at = models.DateTimeField("起")
    ends_at = models.DateTimeField("止", null=True, blank=True)

    objects = PublicSpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开时段"
        constraints = [
            models.UniqueConstraint(fields=["publication"], condition=Q(ends_at__isnull=True), name="one_open_span"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("begins_at")), name="span_not_backwards"
            ),
        ]
        indexes = [
            # Both hold all that the condition asks, so that what does not fit is passed over in the index alone.
            models.Index(
                fields=["-listed_on", "-publication", "column", "begins_at", "ends_at"], name="span_list_of_a_day"
            ),
            models.Index(fields=["column", "begins_at", "ends_at"], name="span_counts_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} v{self.version_id} {self.begins_at:%F %T}"
