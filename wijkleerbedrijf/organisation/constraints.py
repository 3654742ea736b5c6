"""Database rules that Django has no class for: keys that must match, and periods that may not overlap."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import BigIntegerField, DateField, Deferrable, F, Func, Model, Q, TimeField, Value
from django.db.models.constraints import BaseConstraint
from django.db.models.functions import Cast, Coalesce


class MatchesRelated(BaseConstraint):
    """The row that `field` points to has the same values in `columns` as this row.

    PostgreSQL holds it as a composite foreign key, so the target needs a unique constraint on (id, *columns).
    With `follow` an update of the target is carried over to this row; without it such an update is refused.
    """

    def __init__(
        self, *, field: str, columns: Sequence[str], name: str, follow: bool = False, message: str = ""
    ) -> None:
        self.field = field
        self.columns = tuple(columns)
        self.follow = follow
        super().__init__(
            name=name, violation_error_message=message or "Dit hoort niet bij elkaar: kies iets van dezelfde locatie."
        )

    def _clause(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        relation: Any = model._meta.get_field(self.field)
        target = relation.related_model._meta
        own = [relation.column, *(_field(model, column).column for column in self.columns)]
        other = [target.pk.column, *(target.get_field(column).column for column in self.columns)]
        return (
            f"FOREIGN KEY ({', '.join(map(quote, own))}) REFERENCES {quote(target.db_table)} "
            f"({', '.join(map(quote, other))})" + (" ON UPDATE CASCADE" if self.follow else "")
        )

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:  # type: ignore[override]
        self.create_sql(model, schema_editor)

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:  # type: ignore[override]
        """Added at the end of the migration, like every foreign key: by then the key that it refers to exists."""
        schema_editor.deferred_sql.append(
            Statement(
                "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s %(clause)s",
                table=schema_editor.quote_name(model._meta.db_table),
                name=schema_editor.quote_name(self.name),
                clause=self._clause(model, schema_editor),
            )
        )

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:  # type: ignore[override]
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=schema_editor.quote_name(model._meta.db_table),
            name=schema_editor.quote_name(self.name),
        )

    def validate(self, model: type[Model], instance: Model, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        if exclude and self.field in exclude:
            return
        relation: Any = model._meta.get_field(self.field)
        if getattr(instance, relation.attname) is None:
            return
        target = getattr(instance, self.field)
        for column in self.columns:
            if getattr(instance, _field(model, column).attname) != getattr(
                target, _field(type(target), column).attname
            ):
                raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, _ = super().deconstruct()
        kwargs: dict[str, Any] = {"field": self.field, "columns": self.columns, "name": self.name}
        if self.follow:
            kwargs["follow"] = True
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MatchesRelated) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def same_location(*fields: str, model: str) -> list[BaseConstraint]:
    """One rule a field: what the row points to lies in the row's own location."""
    return [
        MatchesRelated(field=field, columns=["location"], name=f"{model}_{field}_same_location") for field in fields
    ]


def _point(field: str) -> Func:
    """A number as a range of one, because GiST compares ranges without an extension."""
    number = Coalesce(Cast(F(field), BigIntegerField()), Value(0))
    return Func(number, number, Value("[]"), function="int8range")


def _hashed(field: str) -> Func:
    """A text as a range of one number: its hash, which no two of our short codes share."""
    number = Cast(Func(F(field), function="hashtext"), BigIntegerField())
    return Func(number, number, Value("[]"), function="int8range")


class NoOverlap(ExclusionConstraint):
    """An exclusion that a form checks by the names of the fields, where the database has the columns (`block_id`).

    Django fills in the values of an unsaved row by field name only; a column name would compare each row with itself.
    """

    def validate(self, model: type[Model], instance: Model, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        by_field: dict[Any, Any] = {F(field.attname): F(field.name) for field in model._meta.local_concrete_fields}
        own: Any = self.expressions
        expressions = [(expression.replace_expressions(by_field), operator) for expression, operator in own]
        ExclusionConstraint(
            name=self.name,
            expressions=expressions,
            condition=self.condition,
            violation_error_message=self.violation_error_message,
        ).validate(model, instance, exclude=exclude, using=using)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """In a migration it is an ordinary exclusion: validation plays no part there."""
        _, args, kwargs = super().deconstruct()
        return f"{ExclusionConstraint.__module__}.{ExclusionConstraint.__name__}", args, kwargs


def no_overlap(
    *,
    name: str,
    keys: Sequence[str],
    message: str,
    starts: str = "valid_from",
    ends: str = "valid_until",
    texts: Sequence[str] = (),
    condition: Q | None = None,
) -> NoOverlap:
    """Two rows with the same numeric `keys` and the same `texts` never share a day.

    `ends` is inclusive; null is without end. A key that is null counts as 0, so that it is compared too.
    """
    days = Func(Cast(F(starts), DateField()), Cast(F(ends), DateField()), Value("[]"), function="daterange")
    return NoOverlap(
        name=name,
        expressions=[
            *((_point(key), RangeOperators.OVERLAPS) for key in keys),
            *((_hashed(text), RangeOperators.OVERLAPS) for text in texts),
            (days, RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )


def no_overlap_in_time(*, name: str, keys: Sequence[str], message: str, condition: Q | None = None) -> NoOverlap:
    """Two rows with the same numeric `keys` never share a minute of `date`, `starts_at` until `ends_at`.

    Checked at each row, or at the end of a step that says `SET CONSTRAINTS name DEFERRED` because two rows change places.
    """
    day = Cast(F("date"), DateField())
    start, end = (
        # In alphabetical order, as a migration writes them: Django compares the arguments in their order.
        Func(day, Cast(F(field), TimeField()), arg_joiner=" + ", template="(%(expressions)s)")
        for field in ("starts_at", "ends_at")
    )
    return NoOverlap(
        name=name,
        expressions=[
            *((_point(key), RangeOperators.OVERLAPS) for key in keys),
            (Func(start, end, function="tsrange"), RangeOperators.OVERLAPS),
        ],
        condition=condition,
        deferrable=Deferrable.IMMEDIATE,
        violation_error_message=message,
    )


def violation_sentence(error: IntegrityError) -> str | None:
    """The Dutch sentence of the named constraint that PostgreSQL refused a row for, or None when it has none."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    return None
