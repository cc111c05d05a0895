"""Products are made, changed, taken off and moved by those who may, in their own store (H1)."""

import io

import pytest
from django.utils import timezone
from PIL import Image

from kept.catalog.actions.add_variant import add_variant
from kept.catalog.actions.bring_back_product import bring_back_product
from kept.catalog.actions.change_product import change_product
from kept.catalog.actions.change_variant import change_variant
from kept.catalog.actions.create_product import create_product
from kept.catalog.actions.move_product import move_product
from kept.catalog.actions.remove_photo import remove_photo
from kept.catalog.actions.retire_product import retire_product
from kept.catalog.actions.retire_variant import retire_variant
from kept.catalog.actions.set_options import set_options
from kept.catalog.actions.set_photo import set_photo
from kept.catalog.inputs import AnswerInput, ProductInput, QuestionInput, VariantInput
from kept.catalog.models import Option, Product, Variant
from kept.catalog.photos import small_photo_name
from kept.catalog.queries import product_for, products_in_shop, products_of, variants_for_sale
from kept.catalog.refusals import BadProduct, BadQuestion, BadVariant, LastVariant, SkuTaken, SlugTaken
from kept.journal.models import Entry
from kept.kit.pictures import NotAPicture
from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.stores.actor import buyer
from kept.stores.roles import Role
from tests.rig.factory import a_product, a_store, an_actor

pytestmark = pytest.mark.django_db

WREATH = ProductInput("Door wreath", tax_rate=700, tags=("Winter", "winter", " door "))
LARGE = VariantInput(4900, title="Large", sku="WREATH-L")
RIBBON = QuestionInput("Ribbon", (AnswerInput("Red"), AnswerInput("Velvet", 250)), least=1)


def a_wreath(actor, **fields):
    values = {"details": WREATH, "variants": [LARGE], "questions": [RIBBON], "now": timezone.now()}
    return create_product(actor=actor, **{**values, **fields})


def a_photo(size=(1600, 900), kind="JPEG", **how):
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, kind, **how)
    return out.getvalue()


def test_a_product_is_sold_with_all_its_parts():
    owner = an_actor(a_store())
    product = product_for(owner, a_wreath(owner).pk)
    assert (product.title, product.slug, product.tags) == ("Door wreath", "door-wreath", ["winter", "door"])
    assert [(one.sku, one.price) for one in product.variants.all()] == [("WREATH-L", 4900)]
    (group,) = product.option_groups.all()
    assert [(one.name, one.price_difference) for one in group.options.all()] == [("Red", 0), ("Velvet", 250)]
    assert Entry.objects.get().name == "product.created"


@pytest.mark.parametrize("role", [Role.FULFILMENT, Role.SUPPORT, Role.ACCOUNTANT])
def test_who_may_not_write_the_catalogue_is_refused_by_every_action(role):
    store = a_store()
    product = a_wreath(an_actor(store))
    variant = product.variants.get()
    actor = an_actor(store, role)
    before = Entry.objects.count()
    for attempt in _every_action(actor, product.pk, variant.pk):
        with pytest.raises(NotAllowed):
            attempt()
    assert Entry.objects.count() == before


def test_another_stores_product_is_as_unknown_as_none():
    product = a_wreath(an_actor(a_store()))
    stranger = an_actor(a_store())
    for product_id, variant_id in ((product.pk, product.variants.get().pk), (987_654, 987_654)):
        for attempt in _every_action(stranger, product_id, variant_id)[1:]:
            with pytest.raises(NotFound):
                attempt()
        with pytest.raises(NotFound):
            product_for(stranger, product_id)
    assert Entry.objects.count() == 1


def _every_action(actor, product_id, variant_id):
    there = {"actor": actor, "product_id": product_id, "now": timezone.now()}
    one = {"actor": actor, "variant_id": variant_id, "now": timezone.now()}
    return [
        lambda: a_wreath(actor),
        lambda: change_product(details=WREATH, **there),
        lambda: retire_product(**there),
        lambda: bring_back_product(**there),
        lambda: move_product(before=None, **there),
        lambda: add_variant(details=VariantInput(1), **there),
        lambda: set_options(questions=[RIBBON], **there),
        lambda: set_photo(data=a_photo(), **there),
        lambda: remove_photo(**there),
        lambda: change_variant(details=LARGE, **one),
        lambda: retire_variant(**one),
    ]


def test_one_change_is_all_or_nothing():
    owner = an_actor(a_store())
    product = a_wreath(owner)
    with pytest.raises(BadQuestion):
        change_product(
            actor=owner, product_id=product.pk, details=ProductInput("Table wreath"),
            variants=[VariantInput(100, sku="NEW")], questions=[QuestionInput("", ())], now=timezone.now(),
        )  # fmt: skip
    product.refresh_from_db()
    assert (product.title, product.variants.count()) == ("Door wreath", 1)
    assert Entry.objects.count() == 1


def test_saving_without_a_difference_writes_nothing():
    owner = an_actor(a_store())
    product = a_wreath(owner)
    variant = product.variants.get()
    group = product.option_groups.get()
    answers = tuple(
        AnswerInput(one.name, one.price_difference, id=one.pk) for one in group.options.order_by("pk")
    )
    change_product(
        actor=owner, product_id=product.pk, details=WREATH,
        variants=[VariantInput(4900, "Large", "WREATH-L", id=variant.pk)],
        questions=[QuestionInput("Ribbon", answers, least=1, id=group.pk)], now=timezone.now(),
    )  # fmt: skip
    change_variant(actor=owner, variant_id=variant.pk, details=LARGE, now=timezone.now())
    assert Entry.objects.count() == 1


def test_answers_keep_their_identity_and_what_is_left_out_goes():
    owner = an_actor(a_store())
    product = a_wreath(owner)
    red = Option.objects.get(name="Red")
    group = product.option_groups.get()
    kept = QuestionInput("Bow", (AnswerInput("Crimson", 100, id=red.pk),), id=group.pk)
    set_options(actor=owner, product_id=product.pk, questions=[kept], now=timezone.now())
    assert list(Option.objects.values_list("pk", "name", "price_difference")) == [(red.pk, "Crimson", 100)]
    set_options(actor=owner, product_id=product.pk, questions=[], now=timezone.now())
    assert not Option.objects.exists()


def test_an_answer_of_another_product_cannot_be_taken_over():
    owner = an_actor(a_store())
    first, second = a_wreath(owner), a_wreath(owner, variants=[VariantInput(1)])
    theirs = first.option_groups.get()
    with pytest.raises(NotFound):
        set_options(
            actor=owner, product_id=second.pk,
            questions=[QuestionInput("X", (AnswerInput("Y"),), id=theirs.pk)], now=timezone.now(),
        )  # fmt: skip
    with pytest.raises(NotFound):
        change_product(
            actor=owner, product_id=second.pk, details=WREATH,
            variants=[VariantInput(1, id=first.variants.get().pk)], now=timezone.now(),
        )  # fmt: skip


def test_article_numbers_and_addresses_are_one_products():
    owner = an_actor(a_store())
    first = a_wreath(owner)
    with pytest.raises(SkuTaken) as refusal:
        a_wreath(owner)
    assert "WREATH-L" in str(refusal.value)
    second = a_wreath(owner, variants=[VariantInput(1)])
    assert second.slug.startswith("door-wreath-")
    assert second.variants.get().sku.startswith("DOOR-WREATH-")
    with pytest.raises(SlugTaken):
        change_product(
            actor=owner, product_id=second.pk, details=ProductInput("X", slug=first.slug), now=timezone.now()
        )
    a_wreath(an_actor(a_store()))  # another store's numbers are its own


def test_a_product_keeps_one_variant_for_sale():
    owner = an_actor(a_store())
    product = a_wreath(owner)
    only = product.variants.get()
    with pytest.raises(LastVariant):
        retire_variant(actor=owner, variant_id=only.pk, now=timezone.now())
    second = add_variant(
        actor=owner, product_id=product.pk, details=VariantInput(900, "Small"), now=timezone.now()
    )
    retire_variant(actor=owner, variant_id=only.pk, now=timezone.now())
    with pytest.raises(LastVariant):
        change_variant(
            actor=owner, variant_id=second.pk, details=VariantInput(900, active=False), now=timezone.now()
        )
    assert list(Variant.objects.filter(active=True)) == [second]


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        (ProductInput("  "), BadProduct),
        (ProductInput("x" * 161), Invalid),
        (ProductInput("X", kind="potion"), BadProduct),
        (ProductInput("X", tax_rate=10_001), BadProduct),
        (ProductInput("X", preparation_minutes=-1), BadProduct),
        (ProductInput("X", lifespan_days=10**12), BadProduct),
        (ProductInput("X", tags=tuple(str(n) for n in range(31))), BadProduct),
    ],
)
def test_what_cannot_be_a_product_is_refused_with_a_sentence(details, refusal):
    with pytest.raises(refusal):
        a_wreath(an_actor(a_store()), details=details)
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "variant",
    [
        VariantInput(-1),
        VariantInput(10**18),
        VariantInput(1, weight_grams=2**40),
        VariantInput(1, id=None, title="x" * 121),
    ],
)
def test_what_cannot_be_a_variant_is_refused_with_a_sentence(variant):
    with pytest.raises(Invalid):
        a_wreath(an_actor(a_store()), variants=[variant])
    with pytest.raises(BadVariant):
        a_wreath(an_actor(a_store()), variants=[])
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "question",
    [
        QuestionInput("Bow", ()),
        QuestionInput("Bow", (AnswerInput("Red", active=False),)),
        QuestionInput("Bow", (AnswerInput(""),)),
        QuestionInput("Bow", (AnswerInput("Red"),), least=2, most=1),
        QuestionInput("Bow", (AnswerInput("Red"),), least=2, most=3),
        QuestionInput("Bow", (AnswerInput("Red"),), most=0),
        QuestionInput("Bow", (AnswerInput("Red", 10**15),)),
    ],
)
def test_a_question_nobody_could_answer_is_refused(question):
    with pytest.raises(BadQuestion):
        a_wreath(an_actor(a_store()), questions=[question])


def test_hostile_words_are_kept_as_words_and_never_break_the_database():
    owner = an_actor(a_store())
    title = "<script>alert(1)</script> \x00\x07 \ud800 💐 'x"
    product = a_wreath(owner, details=ProductInput(title, description="a\r\nb\x00"))
    product.refresh_from_db()
    assert product.title == "<script>alert(1)</script> 💐 'x"
    assert product.description == "a\nb"


def test_products_are_moved_before_one_another_and_to_the_end():
    owner = an_actor(a_store())
    one, two, three = (a_wreath(owner, variants=[VariantInput(1)]).pk for _ in range(3))
    order = lambda: [product.pk for product in products_of(owner)]  # noqa: E731
    move_product(actor=owner, product_id=three, before=one, now=timezone.now())
    assert order() == [three, one, two]
    move_product(actor=owner, product_id=three, before=None, now=timezone.now())
    assert order() == [one, two, three]
    move_product(actor=owner, product_id=two, before=two, now=timezone.now())
    assert order() == [one, two, three]
    with pytest.raises(NotFound):
        move_product(actor=owner, product_id=one, before=a_product(a_store()).product_id, now=timezone.now())


def test_products_are_found_by_title_in_any_case_and_by_article_number():
    store = a_store()
    owner = an_actor(store)
    wreath = a_wreath(owner, details=ProductInput("Österlicher Kranz"))
    a_product(store, "Tulips")
    a_product(a_store(), "Österlicher Kranz")
    for words in ("österlicher", "KRANZ", "kra öst", "wreath-l"):
        assert [one.pk for one in products_of(owner, search=words)] == [wreath.pk], words
    assert not products_of(owner, search="rose").exists()
    retire_product(actor=owner, product_id=wreath.pk, now=timezone.now())
    assert [one.title for one in products_of(owner, offered=True)] == ["Tulips"]


def test_a_photo_is_drawn_anew_in_two_sizes_without_what_it_carried(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    owner = an_actor(a_store())
    product = a_wreath(owner)
    exif = Image.Exif()
    exif[0x010E] = "taken at home, Elm Street 1"
    data = a_photo(exif=exif)
    assert b"Elm Street" in data
    set_photo(actor=owner, product_id=product.pk, data=data, words="A wreath", now=timezone.now())
    product.refresh_from_db()
    sizes = []
    for name in (product.photo.name, small_photo_name(product.photo.name)):
        kept = (tmp_path / name).read_bytes()
        assert b"Elm Street" not in kept
        sizes.append(Image.open(io.BytesIO(kept)).size)
    assert sizes == [(1280, 720), (400, 225)]
    assert product.photo_words == "A wreath"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a<script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        a_photo()[:200],
        b"%PDF-1.7",
        b"\xff\xd8\xff" + b"0" * (12 * 1024 * 1024),
    ],
)
def test_what_is_no_photo_is_refused_and_leaves_no_file(data, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    owner = an_actor(a_store())
    product = a_wreath(owner)
    with pytest.raises(NotAPicture):
        set_photo(actor=owner, product_id=product.pk, data=data, now=timezone.now())
    assert list(tmp_path.rglob("*")) == []


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused():
    owner = an_actor(a_store())
    product = a_wreath(owner)
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(NotAPicture, match="pixels"):
        set_photo(actor=owner, product_id=product.pk, data=out.getvalue(), now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_replaced_or_removed_photo_leaves_nothing_behind(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    owner = an_actor(a_store())
    product = a_wreath(owner)
    for _ in range(2):
        set_photo(actor=owner, product_id=product.pk, data=a_photo(), now=timezone.now())
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    remove_photo(actor=owner, product_id=product.pk, now=timezone.now())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_can_be_ordered_is_found_by_product_variant_and_article_number_in_any_case():
    store = a_store()
    owner = an_actor(store)
    canapes, tray = a_product(store, "Mini-Canapés", position=1), a_product(store, "Lasagne tray", position=2)
    Variant.objects.filter(pk=tray.pk).update(title="Beef", sku="LAS-B")
    aubergine = Variant.objects.create(
        store=store, product=tray.product, title="Überbackene Aubergine", sku="LAS-A", price=5200, position=1
    )
    Variant.objects.create(
        store=store, product=tray.product, title="Beef, old", sku="X", price=1, active=False
    )
    a_product(store, "Beef broth", active=False)
    a_product(a_store(), "Lasagne beef")
    for words, found in (
        ("CANAPÉS", [canapes]),
        ("beef", [tray]),
        ("lasagne BEEF", [tray]),
        ("ÜBERBACKENE", [aubergine]),
        ("las", [tray, aubergine]),
        ("las-a", [aubergine]),
        ("tray las-b", [tray]),
        ("beef aubergine", []),
        ("  ", []),
        ("", []),
    ):
        assert list(variants_for_sale(owner, words)) == found, words
    assert [one.pk for one in products_of(owner, search="aubergine")] == [tray.product_id]
    assert [one.title for one in products_in_shop(store.pk, search="CANAPÉS")] == ["Mini-Canapés"]
    with pytest.raises(NotAllowed):
        list(variants_for_sale(buyer(store.pk, "Anna"), "beef"))
