"""Three small demo stores: a florist with custom work, a deli that caters, a candle maker with consumables."""

from dataclasses import dataclass
from datetime import time

from kept.catalog.inputs import AnswerInput, ProductInput, QuestionInput, VariantInput
from kept.promises.inputs import FulfilmentMethodInput, WindowInput
from kept.stores.inputs import ReviewRules, StoreInput


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A product of a demo store: its drawing (a file name), what the drawing shows, its variants and their stock."""

    drawing: str
    description: str
    product: ProductInput
    variants: tuple[VariantInput, ...]
    stock: int | None
    questions: tuple[QuestionInput, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoStore:
    """A demo store. `owner` is (e-mail, name); `staff` are (e-mail, name, role)."""

    slug: str
    owner: tuple[str, str]
    staff: tuple[tuple[str, str, str], ...]
    store: StoreInput
    hours: tuple[WindowInput, ...]
    methods: tuple[FulfilmentMethodInput, ...]
    review: ReviewRules
    products: tuple[DemoProduct, ...]


def hours(days: range, opens: int, closes: int) -> tuple[WindowInput, ...]:
    """Return the same opening hours for several days."""
    return tuple(WindowInput(day, time(opens), time(closes)) for day in days)


def one_variant(price: int) -> tuple[VariantInput, ...]:
    """Return the only variant of a product."""
    return (VariantInput(price=price),)


def sizes(**prices: int) -> tuple[VariantInput, ...]:
    """Return variants by name, with their prices."""
    return tuple(VariantInput(price=price, title=title.replace("_", " ")) for title, price in prices.items())


PAY_HERE = ("pickup", "demo_card")
PAY_SENT = ("demo_card", "transfer")

WREN_AND_IVY = DemoStore(
    slug="wren-and-ivy",
    owner=("ivy@wren-and-ivy.example", "Ivy Marlow"),
    staff=(("theo@wren-and-ivy.example", "Theo Lang", "fulfilment"), ("nora@wren-and-ivy.example", "Nora Weiss", "support")),
    store=StoreInput(
        name="Wren & Ivy", legal_name="Wren & Ivy Floristik e. K.", tagline="Flowers, tied this morning",
        about="A corner shop with cold hands and warm light. We buy at the market at five and tie until six.",
        email="hello@wren-and-ivy.example", phone="+49 30 5550 1234", country="DE", currency="EUR", language="en",
        languages=("en", "de", "es"), timezone="Europe/Berlin", accent="#2f5d50", fulfilment_tax_rate=1900,
        address={"street_address": "Lindenweg 4", "postal_code": "10961", "city": "Berlin", "country_code": "DE"},
        policy="Flowers fade; promises should not. If they do not arrive fresh, tell us within a day and we tie them again.",
        bank_details="IBAN DE02 1203 0000 0000 2020 51, Wren & Ivy",
    ),
    hours=hours(range(5), 9, 18) + hours(range(5, 6), 9, 14),
    methods=(
        FulfilmentMethodInput(kind="pickup", name="Collect at the shop", code="pickup", words="Lindenweg 4, ring at the green door.",
                 asks_time=True, pay_by=PAY_HERE),
        FulfilmentMethodInput(kind="delivery", name="By bicycle in Berlin", code="bicycle", words="Theo rings twice.", fee=690, free_from=9000,
                 cut_off=time(13), asks_time=False, pay_by=("delivery", *PAY_SENT)),
        FulfilmentMethodInput(kind="shipping", name="By post, in bud", code="post", words="In a box that fits through the letter slot.", fee=590,
                 days_least=1, days_most=2, cut_off=time(12), pay_by=PAY_SENT),
    ),
    review=ReviewRules(above=25000),
    products=(
        DemoProduct("seasonal-bouquet", "A loose bouquet in autumn colours", ProductInput(
            title="Seasonal bouquet", summary="Whatever was best at the market", kind="physical", tax_rate=700,
            description="We choose; you will like it. About 40 cm high, tied by hand, with a card in your words.",
            tags=("bouquet", "gift"), preparation_minutes=45, note_label="Text on the card"),
            (VariantInput(price=2900, title="Small", sku="BOUQUET-S"), VariantInput(price=3900, title="Medium", sku="BOUQUET-M"),
             VariantInput(price=5900, title="Large", sku="BOUQUET-L")), 18,
            (QuestionInput("Vase", (AnswerInput("Glass vase", 1200), AnswerInput("Stoneware jug", 1800))),)),
        DemoProduct("garden-roses", "Garden roses in blush and cream", ProductInput(
            title="Garden roses", summary="Twelve stems, scented", tax_rate=700, tags=("bouquet", "roses"),
            description="Open garden roses from a grower an hour north.", preparation_minutes=30, note_label="Text on the card"),
            one_variant(4800), 9),
        DemoProduct("peonies", "A bunch of pink peonies", ProductInput(
            title="Peonies", summary="A short season, worth waiting for", tax_rate=700, tags=("bouquet", "seasonal"),
            description="Ten stems in bud; they open within two days.", preparation_minutes=30, note_label="Text on the card"),
            one_variant(3600), 0),
        DemoProduct("custom-arrangement", "A tall arrangement on a pedestal", ProductInput(
            title="Custom arrangement", summary="Weddings, stages, shop windows", tax_rate=700, tags=("custom",),
            description="Tell us the day, the room and the mood. Ivy looks at every one of these herself before we say yes.",
            preparation_minutes=480, note_label="Occasion, colours, the room", note_required=True, needs_review=True),
            sizes(Table=8900, Pedestal=18900), None),
        DemoProduct("dried-wreath", "A wreath of dried grasses and statice", ProductInput(
            title="Dried wreath", summary="Lasts a year and a bit", tax_rate=1900, tags=("dried", "gift"),
            description="Grasses, statice and eucalyptus on willow, 35 cm.", preparation_minutes=15, lifespan_days=400),
            one_variant(4200), 6),
        DemoProduct("potted-orchid", "A white orchid in a clay pot", ProductInput(
            title="Potted orchid", summary="For people who forget to water", tax_rate=700, tags=("plant",),
            description="A white moth orchid with two stems in a hand-thrown pot.", preparation_minutes=10, lifespan_days=120),
            one_variant(3400), 11),
        DemoProduct("sympathy-wreath", "A round wreath of white flowers", ProductInput(
            title="Sympathy wreath", summary="Quiet, white, on time", tax_rate=700, tags=("sympathy",),
            description="White roses, lisianthus and fern with a ribbon in your words. We bring it to the chapel.",
            preparation_minutes=240, note_label="Words on the ribbon", note_required=True), one_variant(12900), None),
        DemoProduct("flower-workshop", "Hands tying a bouquet at a table", ProductInput(
            title="Flower workshop", summary="Two hours, ten stems, one coffee", kind="service", tax_rate=1900, tags=("workshop",),
            description="Saturdays at the long table. You take your bouquet home."), one_variant(6500), 8),
    ),
)  # fmt: skip

FENNIMORES_TABLE = DemoStore(
    slug="fennimores-table",
    owner=("june@fennimores.example", "June Fennimore"),
    staff=(("sam@fennimores.example", "Sam Okoro", "fulfilment"), ("rita@fennimores.example", "Rita Blum", "accountant")),
    store=StoreInput(
        name="Fennimore's Table", legal_name="Fennimore Foods Ltd", tagline="A deli that carries it to your meeting",
        about="Sandwiches since 1987, platters since the office across the road asked.",
        email="orders@fennimores.example", phone="+44 20 7946 0321", country="GB", currency="GBP", language="en",
        languages=("en", "es"), timezone="Europe/London", accent="#8a3b2a", fulfilment_tax_rate=2000,
        address={"street_address": "18 Mercer Row", "postal_code": "SE1 9TG", "city": "London", "country_code": "GB"},
        policy="Tell us of changes until the evening before; after that the kitchen has begun.",
    ),
    hours=hours(range(5), 7, 17) + hours(range(5, 6), 8, 13),
    methods=(
        FulfilmentMethodInput(kind="pickup", name="Collect at the counter", code="pickup", words="Skip the queue, say your number.",
                 asks_time=True, pay_by=PAY_HERE),
        FulfilmentMethodInput(kind="delivery", name="Delivered to your door", code="van", words="Within three miles, in a cool box.", fee=600,
                 free_from=8000, asks_time=True, pay_by=("delivery", *PAY_SENT)),
    ),
    review=ReviewRules(above=40000),
    products=(
        DemoProduct("sandwich-platter", "A platter of cut sandwiches", ProductInput(
            title="Sandwich platter", summary="Twenty halves, four kinds", tags=("catering", "lunch"), preparation_minutes=90,
            description="Egg and cress, ham and mustard, roasted pepper, cheddar and pickle.", note_label="Allergies"),
            sizes(For_six=3200, For_ten=4800), None,
            (QuestionInput("Bread", (AnswerInput("White and rye"), AnswerInput("All sourdough", 400), AnswerInput("Gluten-free", 600)),
                           least=1),)),
        DemoProduct("antipasti-board", "A board with olives, ham and artichokes", ProductInput(
            title="Antipasti board", summary="Olives, artichokes, good ham", tags=("catering", "sharing"), preparation_minutes=60,
            description="Serves eight with bread.", note_label="Allergies"), one_variant(5400), 10),
        DemoProduct("lasagne-tray", "A tray of lasagne", ProductInput(
            title="Lasagne tray", summary="Bake at 180°, 35 minutes", tags=("hot",), preparation_minutes=240,
            description="Beef or aubergine, twelve portions, in a tray we want back."), sizes(Beef=5800, Aubergine=5200), 7),
        DemoProduct("salad-bowl", "A large bowl of green salad", ProductInput(
            title="Salad bowl", summary="Leaves, seeds, lemon", tags=("catering", "vegan"), preparation_minutes=40,
            description="Serves ten on the side.", note_label="Allergies"), one_variant(2600), None),
        DemoProduct("cheese-board", "A board with five cheeses and grapes", ProductInput(
            title="Cheese board", summary="Five British cheeses", tags=("catering", "sharing"), preparation_minutes=45,
            description="With oatcakes, grapes and Rita's chutney."), one_variant(4600), 6),
        DemoProduct("canapes", "Rows of canapés on a tray", ProductInput(
            title="Canapés", summary="By the dozen, at least four", tags=("catering", "party"), preparation_minutes=360,
            description="Smoked trout, beetroot, mushroom. We look at every order for more than a hundred.",
            needs_review=True, note_label="Allergies"), one_variant(2200), None),
        DemoProduct("cookie-box", "A box of chocolate-chip cookies", ProductInput(
            title="Cookie box", summary="Twelve, still soft", tags=("sweet", "gift"), preparation_minutes=20,
            description="Chocolate chip and oat."), one_variant(1800), 25),
        DemoProduct("breakfast-basket", "A basket with rolls, jam and juice", ProductInput(
            title="Breakfast basket", summary="At your door by eight", tags=("breakfast",), preparation_minutes=60,
            description="Rolls, butter, jam, orange juice, two newspapers."), one_variant(3900), 12),
    ),
)  # fmt: skip

LUMEN_AND_TALLOW = DemoStore(
    slug="lumen-and-tallow",
    owner=("ada@lumen.example", "Ada Brandt"),
    staff=(("ola@lumen.example", "Ola Nilsen", "manager"),),
    store=StoreInput(
        name="Lumen & Tallow", legal_name="Lumen & Tallow GmbH", tagline="Candles poured on Tuesdays",
        about="Small batches of beeswax and soy. Parcels leave on Tuesdays and Thursdays, every week, also the worst.",
        email="post@lumen.example", phone="+49 40 5550 7788", country="DE", currency="EUR", language="de",
        languages=("de", "en"), timezone="Europe/Berlin", accent="#7a4a12", fulfilment_tax_rate=1900,
        address={"street_address": "Speicherstr. 21", "postal_code": "20457", "city": "Hamburg", "country_code": "DE"},
        policy="Thirty days to send back what has not been lit.",
        bank_details="IBAN DE75 5121 0800 1245 1261 99, Lumen & Tallow GmbH",
    ),
    hours=hours(range(5), 10, 17),
    methods=(
        FulfilmentMethodInput(kind="shipping", name="Parcel", code="parcel", words="With a tracking number.", fee=490, free_from=6000,
                 days_least=1, days_most=3, cut_off=time(12), leaves_on=(1, 3), pay_by=PAY_SENT),
        FulfilmentMethodInput(kind="pickup", name="Collect at the workshop", code="pickup", words="Second floor, mind the wax.", pay_by=PAY_HERE),
    ),
    review=ReviewRules(),
    products=(
        DemoProduct("beeswax-pillar", "A tall beeswax pillar candle", ProductInput(
            title="Beeswax pillar", summary="Burns for 60 hours", tax_rate=1900, tags=("beeswax",), preparation_minutes=60,
            lifespan_days=45, description="From a beekeeper in the Heide."), sizes(Short=1900, Tall=2900), 40),
        DemoProduct("soy-jar-fig", "A soy candle in a jar, fig", ProductInput(
            title="Soy jar, fig", summary="Green, milky, not sweet", tax_rate=1900, tags=("soy", "scented"), preparation_minutes=60,
            lifespan_days=40, description="200 g soy wax, cotton wick, 45 hours."), one_variant(2400), 32),
        DemoProduct("soy-jar-cedar", "A soy candle in a jar, cedar", ProductInput(
            title="Soy jar, cedar", summary="A dry wood after rain", tax_rate=1900, tags=("soy", "scented"), preparation_minutes=60,
            lifespan_days=40, description="200 g soy wax, cotton wick, 45 hours."), one_variant(2400), 3),
        DemoProduct("tea-lights", "Tea lights in a row", ProductInput(
            title="Tea lights", summary="Thirty, without tin", tax_rate=1900, tags=("beeswax",), preparation_minutes=30,
            lifespan_days=30, description="Beeswax in glass you keep."), one_variant(1450), 80),
        DemoProduct("travel-tin", "A small candle in a tin", ProductInput(
            title="Travel tin", summary="Fits a coat pocket", tax_rate=1900, tags=("soy", "gift"), preparation_minutes=30,
            lifespan_days=20, description="80 g, cedar or fig.",), one_variant(1250), 0,
            (QuestionInput("Scent", (AnswerInput("Fig"), AnswerInput("Cedar")), least=1),)),
        DemoProduct("gift-set", "Three candles in a box with ribbon", ProductInput(
            title="Gift set", summary="Three jars, one ribbon", tax_rate=1900, tags=("gift",), preparation_minutes=90,
            description="Fig, cedar and one we choose.", note_label="Text on the card"), one_variant(5900), 14),
        DemoProduct("candle-care-guide", "A booklet about candle care", ProductInput(
            title="Candle care, the guide", summary="Twelve pages, to print or not", kind="physical", tax_rate=700, tags=("guide",),
            description="How to trim, light, and put out."), one_variant(500), 60),
    ),
)  # fmt: skip

STORES = (WREN_AND_IVY, FENNIMORES_TABLE, LUMEN_AND_TALLOW)
