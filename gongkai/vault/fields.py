"""A text column that holds ciphertext only, and shows its value masked until somebody asks for it."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from .ring import default_ring


class Sealed:
    """A value of an encrypted column. Printing shows the mask; `reveal()` is an act that the caller must journal."""

    __slots__ = ("_clear", "_shown", "ciphertext", "purpose")

    def __init__(self, *, purpose: str, shown: tuple[int, int], ciphertext: str = "", clear: str | None = None):
        self.ciphertext = ciphertext
        self.purpose = purpose
        self._shown = shown
        self._clear = clear

    def reveal(self) -> str:
        """The whole text; raises Undecipherable if it was altered or moved here from another place."""
        if self._clear is not None:
            return self._clear
        return default_ring().decrypt(self.ciphertext, self.purpose)

    def masked(self) -> str:
        """The text with all but its first and last characters hidden (310***********1234)."""
        return masked(self.reveal(), *self._shown)

    def encrypted(self) -> str:
        """The ciphertext to store."""
        if self._clear is not None:
            self.ciphertext = default_ring().encrypt(self._clear, self.purpose)
            self._clear = None
        return self.ciphertext

    def __str__(self) -> str:
        return self.masked()

    def __repr__(self) -> str:
        return f"<Sealed {self.purpose}>"

    def __bool__(self) -> bool:
        return bool(self.ciphertext or self._clear)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sealed):
            return self.reveal() == other.reveal()
        return isinstance(other, str) and self.reveal() == other

    __hash__ = None  # type: ignore[assignment]  # equality reads the secret, a hash would have to as well


def masked(text: str, first: int, last: int) -> str:
    """`text` with only its first and last characters readable; what is too short to hide anything is hidden wholly."""
    hidden = len(text) - first - last
    if hidden < 1:
        return "*" * len(text)
    return text[:first] + "*" * hidden + (text[-last:] if last else "")


class _SealedAttribute(DeferredAttribute):
    field: "EncryptedTextField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or value is None or isinstance(value, Sealed):
            return value
        return self._seal(instance, value)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value
        # What was loaded belongs to the row as it was loaded, even when the row's name is changed before it is read.
        if isinstance(value, _Stored) and self.field.row in instance.__dict__:
            self._seal(instance, value)

    def _seal(self, instance: Any, value: Any) -> Sealed:
        purpose = self.field.purpose_of(instance)
        if isinstance(value, _Stored):
            sealed = Sealed(purpose=purpose, shown=self.field.shown, ciphertext=str(value))
        else:
            sealed = Sealed(purpose=purpose, shown=self.field.shown, clear=str(value))
        instance.__dict__[self.field.attname] = sealed
        return sealed


class _Stored(str):
    """Ciphertext as it came from the database; only the instance knows the row that it is bound to."""

    __slots__ = ()


class EncryptedTextField(models.TextField):
    """Text encrypted at rest, bound to its table and column, and to its row where `row` names a field of it.

    That field is set before saving. Look-ups other than `isnull` are refused: keep a blind index in a column of its
    own. The empty text is stored as such.
    """

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, row: str = "", shown: tuple[int, int] = (0, 0), **kwargs: Any):
        self.row = row
        self.shown = (shown[0], shown[1])
        kwargs.setdefault("editable", False)  # a model form would put the mask back in place of the text
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"row": self.row} if self.row else {}
        kwargs |= {"shown": self.shown} if self.shown != (0, 0) else {}
        return name, path, args, kwargs

    def purpose_of(self, instance: Any) -> str:
        """What a value of this instance is bound to: `table.column` or `table.column:row`."""
        purpose = f"{self.model._meta.db_table}.{self.column}"
        if not self.row:
            return purpose
        row = getattr(instance, self.row)
        if not row:
            raise FieldError(f"{self.row} must be set before {self.name}: the ciphertext is bound to it")
        return f"{purpose}:{row}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return value if not value else _Stored(value)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if not isinstance(value, Sealed):
            return value
        purpose = self.purpose_of(model_instance)
        if value.purpose != purpose:  # a copied record: the same secret in another row is another ciphertext
            value = Sealed(purpose=purpose, shown=self.shown, clear=value.reveal())
            setattr(model_instance, self.attname, value)
        return value.encrypted() if value else ""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, Sealed):
            value = value.encrypted()
        elif isinstance(value, str) and value and not value.startswith("gk1:"):
            raise FieldError(f"{self.name} is written through an instance, never by update(): it would be stored clear")
        return super().get_db_prep_save(value, connection)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted; look it up by its blind index")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: Any) -> str:
        value = getattr(obj, self.attname)
        return value.encrypted() if value else ""
