"""Reads: whose link this is."""

from kept.accounts.refusals import LinkOver
from kept.accounts.tokens import AddressProof, address_proof, is_reset_token, reset_person_id
from kept.stores.models import User


def person_of_reset(token: str) -> User:
    """Return the person whose password this token can set now. Raises LinkOver."""
    number = reset_person_id(token)
    person = User.objects.filter(pk=number, is_active=True).first() if number is not None else None
    if person is None or not is_reset_token(person, token):
        raise LinkOver
    return person


def proof_for(person: User, token: str) -> AddressProof:
    """Return the content of a link that proves a new address for this person. Raises LinkOver, for others' too."""
    proof = address_proof(token)
    if proof is None or (proof.person_id, proof.before) != (person.pk, person.email):
        raise LinkOver
    return proof
