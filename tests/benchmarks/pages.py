"""How long a report's page takes in Chromium: until it is ready, and for each filter to be counted and drawn.

    python tests/benchmarks/pages.py REPORT.html

The floor is the same script's unpacking of the rows, measured in the same page.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

ADDRESSES = ("", "clock=operating", "wait=customer", "weekday=2", "target=60")
ROUNDS = 3
FLOOR = """async () => {
  const began = performance.now();
  const packed = Uint8Array.from(atob(document.getElementById("rows").textContent), (each) => each.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  await new Response(stream).arrayBuffer();
  return performance.now() - began;
}"""


def main(file: Path) -> None:
    """Prints milliseconds."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(f"file://{file.resolve()}")
        page.wait_for_selector(".kpi", timeout=120_000)
        page.wait_for_timeout(1000)
        floor = page.evaluate(FLOOR)
        ready = page.evaluate("report.ready")
        print(f"{file.stat().st_size / 1e6:.1f} MB, ready after {ready:.0f}, floor {floor:.0f}: {ready / floor:.1f}")
        for address in ADDRESSES:
            found = []
            for _ in range(ROUNDS):
                page.evaluate("address => { location.hash = address === location.hash ? '' : address }", "target=61")
                page.wait_for_timeout(1500)
                page.evaluate("address => { location.hash = address }", address)
                page.wait_for_timeout(1500)
                found.append(page.evaluate("[took, drawn]"))
            counted, drawn = (median(each) for each in zip(*found, strict=True))
            print(f"{address or 'no filter'}: counted in {counted:.0f}, drawn in {drawn:.0f}")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
