"""What a person sees of a page: how far its texts stand out, and where the keyboard leads."""

from __future__ import annotations

from playwright.sync_api import Page

# WCAG 2.2, 1.4.3: relative luminance and contrast of each visible text against the nearest ground that is painted.
FAINT = """() => {
  const channels = (said) => (said.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, place) => sum + each * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = channels(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > 0.5) return found;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const box = element.getBoundingClientRect();
    if (!text || !box.width || !box.height || element.closest("script, style, option, noscript")) continue;
    const style = getComputedStyle(element);
    const isDrawn = element instanceof SVGElement;
    const [a, b] = [light(channels(isDrawn ? style.fill : style.color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${element.tagName} ${element.textContent}`);
  }
  return found;
}"""
FOCUSED = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const said = at.textContent.trim().slice(0, 30) || at.getAttribute("aria-label") || at.type || "";
  return [at.tagName, said, style.outlineStyle];
}"""


def faint(page: Page) -> list[str]:
    """The texts whose contrast is below what WCAG asks for at level AA."""
    return list(page.evaluate(FAINT))


def walked(page: Page, steps: int) -> list[tuple[str, str, str]]:
    """Where so many presses of Tab lead: tag, text, and the style of the outline that shows it."""
    found = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        found.append(tuple(page.evaluate(FOCUSED)))
    return found
