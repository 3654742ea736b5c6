from __future__ import annotations

from django.db import models

from students.models import Programme


class CoreTask(models.Model):
    """A kerntaak of a qualification: a main task of the profession, with the code of the qualification file."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="core_tasks", verbose_name="opleiding"
    )
    code = models.CharField("code", max_length=20, help_text="Zoals in het kwalificatiedossier, bijvoorbeeld P2-K1.")
    name = models.CharField("naam", max_length=200)
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "kerntaak"
        verbose_name_plural = "kerntaken"
        ordering = ["programme", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="core_task_code_once_a_programme",
                violation_error_message="Deze opleiding heeft al een kerntaak met deze code.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class WorkProcess(models.Model):
    """A werkproces: a piece of a core task that is practised and assessed as one."""

    core_task = models.ForeignKey(
        CoreTask, on_delete=models.PROTECT, related_name="work_processes", verbose_name="kerntaak"
    )
    code = models.CharField("code", max_length=20, help_text="Zoals in het kwalificatiedossier, bijvoorbeeld P2-K1-W1.")
    name = models.CharField("naam", max_length=200)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    in_neighbourhood = models.BooleanField(
        "kan in de wijk",
        default=True,
        help_text="Uit: dit oefent een student alleen in de zorgstage. Lichamelijke zorg doen we nooit in de wijk.",
    )

    class Meta:
        verbose_name = "werkproces"
        verbose_name_plural = "werkprocessen"
        ordering = ["core_task", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["core_task", "code"],
                name="work_process_code_once_a_core_task",
                violation_error_message="Deze kerntaak heeft al een werkproces met deze code.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ChecklistItem(models.Model):
    """One thing that a student shows for a work process, in plain words. What was once given is ended, not deleted."""

    work_process = models.ForeignKey(
        WorkProcess, on_delete=models.PROTECT, related_name="items", verbose_name="werkproces"
    )
    code = models.CharField("code", max_length=24, help_text="Bijvoorbeeld P2-K1-W1.1.")
    text = models.CharField(
        "wat de student laat zien", max_length=250, help_text="Eén zin in eenvoudige taal, vanuit de student: ‘Ik …’."
    )
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    is_active = models.BooleanField("in gebruik", default=True, help_text="Uit: nieuwe studenten krijgen dit niet.")

    class Meta:
        verbose_name = "onderdeel van de aftekenlijst"
        verbose_name_plural = "aftekenlijst"
        ordering = ["work_process", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_process", "code"],
                name="checklist_item_code_once_a_work_process",
                violation_error_message="Dit werkproces heeft al een onderdeel met deze code.",
            )
        ]

    def __str__(self) -> str:
        return self.text
