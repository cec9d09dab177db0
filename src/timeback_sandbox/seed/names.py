"""The names that seeded people carry, and the user names made from them."""

from __future__ import annotations

import unicodedata


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in their order."""
    return tuple(text.split())


GIRLS = words(
    "Ada Aaliyah Abigail Alice Amara Ana Anika Aria Ava Bella Camila Chloe Clara Daniela Deborah Ella "
    "Emma Esther Fatima Fiona Gabriela Grace Hana Hannah Imani Ines Iris Isabella Ivy Jasmine Julia Kavya "
    "Keiko Layla Leah Lena Lily Lucia Maya Mei Mia Naomi Nadia Nia Nina Noor Olivia Paige Priya Quinn "
    "Rosa Ruby Sara Selma Sofia Stella Tamika Tessa Uma Vera Violet Wren Ximena Yara Zoe Zuri"
)
BOYS = words(
    "Aaron Adam Ahmed Andre Anton Arjun Ben Caleb Carlos Cedric Daniel Darius David Diego Eli Elias Emeka "
    "Ethan Felix Finn Gabriel George Hassan Henry Hugo Ian Isaac Jack Jamal James Javier Jin Jonah Jordan "
    "Joshua Kai Kenji Kofi Leo Liam Lucas Luis Malik Marcus Mateo Max Miles Nathan Nikolai Noah Omar "
    "Oscar Owen Pablo Rafael Raj Ravi Reza Samuel Simon Tariq Theo Thomas Victor Wei William Xavier Yusuf "
    "Zachary"
)
FAMILIES = words(
    "Adams Adeyemi Ali Allen Alvarez Andersen Bailey Baker Banerjee Barnes Bennett Brooks Brown Campbell "
    "Carter Castro Chang Chen Clark Cohen Collins Cooper Cruz Davis Delgado Diaz Dubois Edwards Evans "
    "Farah Fernandez Fischer Flores Foster Garcia Gomez Gonzalez Gray Green Gupta Haddad Hall Hansen "
    "Harris Hayes Henderson Hernandez Hill Howard Hughes Ibrahim Ivanov Jackson James Jenkins Johnson "
    "Jones Joshi Kelly Khan Kim King Kowalski Kumar Larsen Lee Lewis Lopez Martin Martinez Mbeki Mendoza "
    "Miller Mitchell Moore Morales Morgan Murphy Nakamura Nelson Nguyen Novak Nwosu Okafor Okeke Ortiz "
    "Osman Park Parker Patel Perez Perry Peterson Phillips Popov Powell Price Ramirez Reed Reyes "
    "Richardson Rivera Roberts Robinson Rodriguez Rogers Rossi Russell Sanchez Sanders Sato Schmidt Scott "
    "Shah Silva Simmons Singh Smith Stewart Suarez Sullivan Suzuki Tanaka Taylor Thomas Thompson Torres "
    "Tran Turner Vargas Walker Wang Ward Washington Watson White Williams Wilson Wong Wood Wright "
    "Yamamoto Yang Young Zhang"
)
MIDDLE = words("Ann Elizabeth Grace James Joseph Lee Louise Marie Michael Rae Rose Thomas")

# Letters that Unicode does not decompose into a base letter and an accent.
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "ð": "d", "đ": "d", "Đ": "d", "þ": "th", "Þ": "th"}
)


def plain(name: str) -> str:
    """The name in lower-case ASCII letters and digits, for user names and e-mail addresses."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return "".join(letter for letter in decomposed.lower() if letter.isascii() and letter.isalnum())


class Handles:
    """Hands out user names, each only once."""

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, given: str, family: str) -> str:
        """`given.family`, with a number from 2 on when somebody has that already."""
        handle = f"{plain(given)}.{plain(family)}"
        count = self._taken.get(handle, 0) + 1
        self._taken[handle] = count
        return handle if count == 1 else f"{handle}{count}"
