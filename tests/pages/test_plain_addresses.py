"""The plain addresses of the assembled house: a slash too many, and a fault of ours."""

import httpx

from vle_app import addresses, db


async def test_a_slash_too_many_leads_nowhere(server: str) -> None:
    """A redirect would name the scheme that we see, which behind a proxy is the wrong one."""
    async with httpx.AsyncClient(base_url=server) as asking:
        answers = [await asking.get(f"{path}/") for path in (addresses.HEALTH, addresses.API_SIGN_IN, f"{addresses.API_FILES}/abc")]
    assert [(answer.status_code, answer.headers.get("location")) for answer in answers] == [(404, None)] * 3


async def test_a_fault_of_ours_is_told_in_our_words(server: str, database: db.Database) -> None:
    db.use(None)
    async with httpx.AsyncClient(base_url=server, headers={"Origin": server}) as asking:
        answer = await asking.post(addresses.API_SIGN_IN, data={"email": "sam.okafor@example.test", "password": "a lantern over wet slate"})
    db.use(database)
    assert (answer.status_code, answer.text) == (500, "That did not work. The fault is ours, not yours. Nothing was changed half-way. Try again in a minute.")
