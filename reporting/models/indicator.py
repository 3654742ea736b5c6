from __future__ import annotations

import pgtrigger
from django.db import models


class Indicator(models.Model):
    """A version of what a figure means. Another meaning is a new version, so that a report keeps the one it used."""

    append_only = True

    code = models.CharField("code", max_length=40)
    version = models.PositiveSmallIntegerField("versie")
    title = models.CharField("naam", max_length=120)
    definition = models.TextField("wat er wordt geteld")
    owner = models.CharField("wie gaat erover", max_length=80)
    valid_from = models.DateField("geldt vanaf")

    class Meta:
        verbose_name = "indicator"
        verbose_name_plural = "indicatoren"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="indicator_version_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="indicator_versions_from_one"),
        ]
        triggers = [pgtrigger.Protect(name="indicator_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.title} (versie {self.version})"
