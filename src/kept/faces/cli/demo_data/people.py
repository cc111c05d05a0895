"""The customers of the demo stores. None is a real person, and example domains receive no mail."""

from dataclasses import dataclass, field

from django.utils.text import slugify


@dataclass(frozen=True, slots=True)
class Person:
    """A customer; `home_de` and `home_gb` are the addresses for stores in these countries."""

    name: str
    email: str
    language: str
    street: str
    home_de: dict[str, str] = field(init=False)
    home_gb: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        here = {"street_address": self.street}
        german = {**here, "postal_code": "10967", "city": "Berlin", "country_code": "DE"}
        british = {**here, "postal_code": "SE1 2AB", "city": "London", "country_code": "GB"}
        object.__setattr__(self, "home_de", german)
        object.__setattr__(self, "home_gb", british)


PEOPLE = tuple(
    Person(name, f"{slugify(name).replace('-', '.')}@example.com", language, street)
    for name, language, street in (
        ("Anna Berg", "de", "Gräfestr. 12"),
        ("Tom Whitaker", "en", "7 Elm Court"),
        ("Lucía Romero", "es", "Weserstr. 40"),
        ("Priya Nair", "en", "22 Harbour Lane"),
        ("Jonas Keller", "de", "Am Kanal 3"),
        ("Maud Fletcher", "en", "1 Station Road"),
        ("Samir Haddad", "en", "Flat 5, Mill House"),
        ("Greta Lindqvist", "de", "Parkallee 88"),
        ("Oscar Mendes", "es", "Donaustr. 9"),
        ("Ruth Abrams", "en", "16 Chapel Street"),
        ("Felix Wagner", "de", "Hofweg 2"),
        ("Ines Duarte", "es", "Karlstr. 71"),
    )
)
