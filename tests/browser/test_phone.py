"""The narrowest phone, or 400 % on a desk: nothing has to be moved sideways."""

import pytest
from playwright.sync_api import Page

from tests.browser import tours
from tests.browser.conftest import Noise, Open
from tests.browser.house import House
from tests.browser.test_accessibility import arrive

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > width + 1);
  return wide.slice(0, 8).map((each) => `${each.tagName.toLowerCase()}.${each.className} "${each.textContent.slice(0, 40)}"`);
}"""


def test_something_too_wide_is_noticed(window: Open, house: House, noise: Noise) -> None:
    page = window(house, viewport={"width": 320, "height": 640})
    arrive(page, house, noise, "/help")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p style=\"width:400px\">Wide</p>')")
    assert page.evaluate(TOO_WIDE) == ['p. "Wide"']


@pytest.mark.parametrize("name", tours.names())
def test_no_page_is_wider_than_320_pixels(window: Open, house: House, noise: Noise, name: str) -> None:
    page: Page = window(house, viewport={"width": 320, "height": 640}, has_touch=True)
    arrive(page, house, noise, name)
    assert page.evaluate(TOO_WIDE) == []
