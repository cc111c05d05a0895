"""The output of the tags: money and time in the reader's language, marks with names, nothing unescaped."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone as django_timezone
from django.utils import translation

from kept.faces.ui.icons import ICONS, STATUS_MARKS
from kept.faces.ui.locales import country_formats
from kept.faces.ui.templatetags import kept as tags

WHEN = datetime(2026, 3, 3, 9, 40, tzinfo=UTC)


def written(text: str, **context: object) -> str:
    return Template("{% load kept %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("en", 123456, "EUR", "€1,234.56"),
        ("de", 123456, "EUR", "1.234,56\xa0€"),
        ("es", -500, "EUR", "-5,00\xa0€"),
        ("en", 1500, "JPY", "¥1,500"),
        ("en", 1500, "KWD", "KWD1.500"),
        ("en", 0, "USD", "$0.00"),
        ("xx", 100, "USD", "$1.00"),
    ],
)
def test_money_is_whole_minor_units_in_the_readers_language(language, amount, currency, text):
    with translation.override(language):
        assert tags.money(amount, currency) == text


@pytest.mark.parametrize(("amount", "text"), [(500, "+€5.00"), (-500, "−€5.00"), (0, "±€0.00")])
def test_a_difference_shows_its_direction(amount, text):
    assert tags.money_signed(amount, "EUR") == text


def test_a_moment_is_told_in_the_active_zone_and_language():
    with django_timezone.override(timezone(timedelta(hours=1))):
        assert written("{% moment when %}", when=WHEN) == (
            '<time datetime="2026-03-03T10:40+01:00">Tue, Mar 3, 10:40\u202fAM</time>'
        )
        with translation.override("de"):
            assert "Di., 3. März, 10:40" in written("{% moment when %}", when=WHEN)
            assert ">10:40<" in written('{% moment when "time" %}', when=WHEN)
            assert ">Di., 3. März<" in written('{% moment when "day" %}', when=WHEN)
            assert "2026" in written('{% moment when "full" %}', when=WHEN).split(">")[1]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Tuesday, 3 March 2026"), ("de", "Dienstag, 3. März 2026")]
)
def test_a_calendar_day_is_written_as_the_language_writes_it(language, text):
    with translation.override(language), country_formats("DE"):
        assert written("{{ day|full_day }}", day=date(2026, 3, 3)) == text


def test_a_short_moment_breaks_only_between_day_and_time():
    words = tags.moment_text(WHEN, "short")
    assert words.count(" ") == 1
    assert words.split(" ")[0] == "Mar\xa03,"


def test_an_address_may_break_behind_its_at_sign_and_what_is_hostile_stays_text():
    assert written("{{ words|breakable }}", words="anna@example.com") == "anna@<wbr>example.com"
    assert written("{{ words|breakable }}", words="<b>@<i>") == "&lt;b&gt;@<wbr>&lt;i&gt;"
    assert written("{{ words|breakable }}", words="Lindenweg 4") == "Lindenweg 4"


@pytest.mark.parametrize(("pieces", "text"), [(3, "+3"), (-2, "−2"), (0, "+0")])
def test_what_came_and_went_has_its_sign(pieces, text):
    assert written("{{ pieces|signed }}", pieces=pieces) == text


def test_a_length_of_time_is_said_as_people_say_it():
    assert tags.span(timedelta(minutes=20)) == tags.span(-timedelta(minutes=20)) == "20 minutes"
    with translation.override("es"):
        assert tags.span(timedelta(days=2)) == "2 días"


@pytest.mark.parametrize(
    ("name", "letters"), [("Anna Berger", "AB"), ("Cher", "C"), ("Ana de la Cruz", "AC"), ("", "")]
)
def test_initials(name, letters):
    assert tags.initials(name) == letters


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_decoration_unless_it_is_named(name):
    assert 'aria-hidden="true"' in tags.icon(name)
    assert 'role="img" aria-label="a &quot;b"' in tags.icon(name, label='a "b')


def test_an_unknown_icon_is_the_authors_mistake():
    with pytest.raises(KeyError):
        written('{% icon "unicorn" %}')


def test_every_status_has_a_word_and_a_shape_of_its_own():
    assert set(tags.STATUS_WORDS) == set(STATUS_MARKS)
    assert len(set(STATUS_MARKS.values())) == len(STATUS_MARKS)
    for status, word in tags.STATUS_WORDS.items():
        mark = written("{% status status %}", status=status)
        assert f'data-status="{status}"' in mark
        assert str(word) in mark


def test_a_stores_own_word_replaces_ours_and_is_escaped():
    assert "In the oven &lt;b&gt;" in written('{% status "preparing" word=word %}', word="In the oven <b>")


@pytest.mark.parametrize(
    ("cookie", "attribute"),
    [
        ("dark", ' data-theme="dark"'),
        ("light", ' data-theme="light"'),
        ("", ""),
        ('x" onload="y', ""),
        ("blue", ""),
    ],
)
def test_the_chosen_theme_is_one_of_two(cookie, attribute):
    request = RequestFactory().get("/")
    request.COOKIES["kept_theme"] = cookie
    assert written("{% theme %}", request=request) == attribute
    assert written("{% theme %}") == ""


@pytest.mark.parametrize("part", ["empty", "alert"])
def test_blocks_escape_their_title_and_keep_their_markup(part):
    html = written(
        f"{{% {part} title=title %}}<p>{{{{ said }}}}</p>{{% end{part} %}}", title="<i>", said="<u>"
    )
    assert "&lt;i&gt;" in html
    assert "<p>&lt;u&gt;</p>" in html


def test_only_a_bad_alert_interrupts_those_who_listen():
    assert 'role="alert"' in written('{% alert kind="bad" %}x{% endalert %}')
    assert "role=" not in written('{% alert kind="warn" %}x{% endalert %}')


def test_a_dialog_is_named_by_its_title():
    html = written('{% dialog "cancel" title=title %}<p>{{ title }}</p>{% enddialog %}', title="Cancel <1>")
    assert '<dialog id="cancel" aria-labelledby="cancel-title">' in html
    assert html.count("Cancel &lt;1&gt;") == 2
    assert "<p>Cancel" in html


def test_a_moment_is_written_as_where_the_store_is():
    """In Berlin and in Boston the same English is written differently; the store's mails do the same."""
    with django_timezone.override(timezone(timedelta(hours=1))):
        with country_formats("DE"):
            assert ">Tue, 3 Mar, 10:40<" in written("{% moment when %}", when=WHEN)
        with country_formats("US"):
            assert ">Tue, Mar 3, 10:40\u202fAM<" in written("{% moment when %}", when=WHEN)
