"""Pages in a real browser: what it complains about or asks the network for is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wh.documenting.docs import write_docs
from wh.home.home import Home
from wh.reporting.report import ReportOptions, write_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request


@dataclass
class Looked:
    """A page that is open, and what went wrong in it."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def __call__(self, script: str) -> Any:
        """What a script gives in the page."""
        return self.page.evaluate(script)

    def watch(self) -> None:
        """From here on keeps what goes wrong."""

        def asked(request: Request) -> None:
            if not request.url.startswith("file:"):
                self.wrong.append(f"request: {request.url}")

        def answered(dialog: Dialog) -> None:
            self.wrong.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        def said(message: ConsoleMessage) -> None:
            self.wrong.append(f"{message.type}: {message.text}")

        self.page.on("console", said)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", answered)
        self.page.on("request", asked)

    def go(self, address: str) -> None:
        """Goes to another address of the page, and waits until it is shown."""
        self.page.evaluate("address => { location.hash = address }", address)
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


@dataclass(frozen=True)
class Opener:
    """Opens files in a browser."""

    browser: Browser
    opened: list[Looked] = field(default_factory=list)

    def __call__(self, file: Path, address: str = "", *, width: int = 1400, scheme: Any = "light") -> Looked:
        page = self.browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        looked = Looked(page)
        looked.watch()
        page.goto(f"file://{file}#{address}")
        page.wait_for_selector("#page > :nth-child(3)")
        self.opened.append(looked)
        return looked


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # here, as few tests need it

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "no Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def look(browser: Browser) -> Iterator[Opener]:
    """Opens pages; at the end of the test nothing may have gone wrong in one of them."""
    opener = Opener(browser)
    yield opener
    wrong = [each for looked in opener.opened for each in looked.wrong]
    for looked in opener.opened:
        looked.page.close()
    assert wrong == []


@pytest.fixture(scope="session")
def docs(sample: Path) -> Path:
    """The dictionary of the sample channel."""
    return write_docs(Home.at(sample), None, "en")


@pytest.fixture(scope="session")
def report(sample: Path) -> Path:
    """The report of the sample channel."""
    return write_report(Home.at(sample), None, ReportOptions()).path
