"""The name to show: an alias where a person's identity is restricted or protected."""

from models.people import IdentityProtection


def shown(name: str, alias: str, protection: IdentityProtection | str) -> str:
    """The name others may see. A protected person has only an alias; a restricted one their alias, else first name."""
    if protection == IdentityProtection.STANDARD:
        return name
    if protection == IdentityProtection.PROTECTED:
        return alias or "Name withheld"
    return alias or first(name)


def first(name: str) -> str:
    """The given name, for greetings. A leading title is not a name: “Dr Helen Marsh” is Helen."""
    parts = [part for part in name.split() if part.rstrip(".") not in {"Dr", "Prof", "Mr", "Mrs", "Ms", "Mx", "Sir", "Dame"}]
    return parts[0] if parts else name


def initials(name: str) -> str:
    """Up to two letters for the round badge beside a name."""
    parts = [part for part in name.split() if part.rstrip(".") not in {"Dr", "Prof", "Mr", "Mrs", "Ms", "Mx", "Sir", "Dame"}]
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()
