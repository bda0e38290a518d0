"""What other parts of the platform must know of the rows of apps: where ids of persons stand as plain values."""

from shuren.kernel.pointers import POINTERS, Pointer

POINTERS.add(Pointer("apps.Consent", "person_id", to="people.Person"))
