import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from gongkai.vault.fields import EncryptedTextField, Sealed, masked
from gongkai.vault.profiles import Undecipherable
from gongkai.vault.ring import KeyRing, default_ring

ID_CARD = "110101199003070003"


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def person(transactional_db):
    """A table that exists for one test, with a column of each sort."""
    with isolate_apps("gongkai.vault"):

        class Person(models.Model):
            code = models.CharField(max_length=20, unique=True)
            id_card = EncryptedTextField("身份证号", row="code", shown=(3, 4))
            phone = EncryptedTextField("电话", null=True, blank=True)

            class Meta:
                app_label = "vault"

        with connection.schema_editor() as editor:
            editor.create_model(Person)
        yield Person
        with connection.schema_editor() as editor:
            editor.delete_model(Person)


def raw(model, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} ORDER BY id")  # noqa: S608  names are the test's
        return [row[0] for row in cursor.fetchall()]


def test_the_table_holds_ciphertext_and_the_reader_a_mask(person):
    person.objects.create(code="A1", id_card=ID_CARD, phone="13800000000")
    assert all(value.startswith("gk1:intl:1:") for value in raw(person, "id_card") + raw(person, "phone"))
    known = person.objects.get()
    assert str(known.id_card) == "110***********0003" and str(known.phone) == "*" * 11
    assert known.id_card.reveal() == ID_CARD and known.phone.reveal() == "13800000000"
    assert ID_CARD not in repr(known.id_card)


def test_null_and_the_empty_text_stay_what_they_are(person):
    person.objects.create(code="A1", id_card="", phone=None)
    assert raw(person, "id_card") == [""] and raw(person, "phone") == [None]
    known = person.objects.get(phone__isnull=True)
    assert known.phone is None and not known.id_card


def test_a_ciphertext_copied_into_another_row_is_refused(person):
    person.objects.create(code="A1", id_card=ID_CARD)
    person.objects.create(code="B2", id_card="x")
    with connection.cursor() as cursor:
        table = person._meta.db_table
        cursor.execute(f"UPDATE {table} SET id_card = (SELECT id_card FROM {table} WHERE code = 'A1')")  # noqa: S608  as above
    with pytest.raises(Undecipherable):
        person.objects.get(code="B2").id_card.reveal()


def test_saving_what_was_only_read_keeps_the_ciphertext(person):
    person.objects.create(code="A1", id_card=ID_CARD)
    before = raw(person, "id_card")
    person.objects.get().save()
    assert raw(person, "id_card") == before


def test_a_value_given_to_another_record_is_encrypted_for_that_record(person):
    one = person.objects.create(code="A1", id_card=ID_CARD)
    two = person.objects.create(code="B2", id_card=person.objects.get(pk=one.pk).id_card)
    assert person.objects.get(pk=two.pk).id_card.reveal() == ID_CARD
    assert len(set(raw(person, "id_card"))) == 2


def test_a_row_that_is_renamed_takes_its_secret_along(person):
    person.objects.create(code="A1", id_card=ID_CARD)
    known = person.objects.get()
    known.code = "B2"
    known.save()
    assert person.objects.get(code="B2").id_card.reveal() == ID_CARD


def test_a_deferred_value_is_loaded_when_it_is_asked_for(person):
    person.objects.create(code="A1", id_card=ID_CARD)
    assert person.objects.defer("id_card").get().id_card.reveal() == ID_CARD
    assert person.objects.only("id_card").get().id_card.reveal() == ID_CARD


def test_many_at_once_are_encrypted_too(person):
    person.objects.bulk_create([person(code=f"C{n}", id_card=f"{ID_CARD}{n}") for n in range(3)])
    assert [row.id_card.reveal() for row in person.objects.order_by("id")] == [f"{ID_CARD}{n}" for n in range(3)]


def test_rows_are_readable_and_movable_after_a_rotation(person):
    person.objects.create(code="A1", id_card=ID_CARD)
    default_ring().rotate()
    known = person.objects.get()
    known.id_card = known.id_card.reveal()
    known.save()
    assert KeyRing.key_of(raw(person, "id_card")[0]) == 2
    assert person.objects.get().id_card.reveal() == ID_CARD


@pytest.mark.parametrize("lookup", ["id_card", "id_card__contains", "id_card__in"])
def test_looking_up_by_the_clear_value_is_refused(person, lookup):
    with pytest.raises(FieldError):
        list(person.objects.filter(**{lookup: ID_CARD}))


def test_update_cannot_store_a_clear_value(person):
    person.objects.create(code="A1", id_card=ID_CARD)
    with pytest.raises(FieldError):
        person.objects.update(id_card=ID_CARD)
    with pytest.raises(FieldError):
        person.objects.update(phone="13800000000")


def test_a_value_bound_to_a_row_without_its_code_is_refused(person):
    with pytest.raises(FieldError):
        person.objects.create(code="", id_card=ID_CARD)


def test_migrations_keep_the_binding_and_the_mask():
    field = EncryptedTextField("身份证号", row="code", shown=(3, 4))
    _, path, args, kwargs = field.deconstruct()
    again = EncryptedTextField(*args, **kwargs)
    assert path == "gongkai.vault.fields.EncryptedTextField"
    assert (again.row, again.shown, again.editable) == ("code", (3, 4), False)


def test_masks_never_show_a_short_value_whole():
    assert masked(ID_CARD, 3, 4) == "110***********0003"
    assert masked("1234567", 3, 4) == "*******" and masked("", 3, 4) == "" and masked("张三", 1, 0) == "张*"


def test_equality_is_by_the_secret_and_there_is_no_hash():
    one = Sealed(purpose="a.b", shown=(0, 0), clear="文")
    assert one == "文" and one == Sealed(purpose="a.c", shown=(0, 0), clear="文") and one != "字"
    with pytest.raises(TypeError):
        hash(one)
