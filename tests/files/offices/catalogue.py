"""The list of files: each with its number, name, what is odd about it and how it should be read."""
from dataclasses import dataclass
from typing import Callable

FILES = []


@dataclass(frozen=True)
class OfficeFile:
    group: str
    number: int
    name: str
    odd: str
    reading: str
    make: Callable[[int], bytes]


def group(title):
    """Gives the decorator that enters files under a heading of the README."""

    def office_file(number, name, odd, reading):
        def enter(make):
            FILES.append(OfficeFile(title, number, name, odd, reading, make))
            return make

        return enter

    return office_file
