"""The name to show: an alias where a person's identity is restricted or protected."""

from models.people import IdentityProtection


def shown(name: str, alias: str, protection: IdentityProtection | str) -> str:
    """The name others may see. A protected person has only an alias; a restricted one their alias, else first name."""
    if protection == IdentityProtection.STANDARD:
        return name
    if protection == IdentityProtection.PROTECTED:
        return alias or "Name withheld"
    return alias or first(name)


def file_shown(given: str, protection: IdentityProtection | str, plain: str) -> str:
    """A file's name as others may see it: people write their surname into it, so of a shielded person's only the ending is kept."""
    return given if protection == IdentityProtection.STANDARD else f"{plain}.{given.rpartition('.')[2]}"


def first(name: str) -> str:
    """The given name, for greetings. A leading title is not a name: “Dr Helen Marsh” is Helen."""
    parts = [part for part in name.split() if part.rstrip(".") not in {"Dr", "Prof", "Mr", "Mrs", "Ms", "Mx", "Sir", "Dame"}]
    return parts[0] if parts else name


def initials(name: str) -> str:
    """Up to two letters for the round badge beside a name."""
    parts = [part for part in name.split() if part.rstrip(".") not in {"Dr", "Prof", "Mr", "Mrs", "Ms", "Mx", "Sir", "Dame"}]
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()
