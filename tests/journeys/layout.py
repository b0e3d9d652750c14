"""What is amiss in the layout of the page that stands: measured in the browser."""

from playwright.sync_api import Page

from tests.journeys import cut

# Each change of the text's size lays the whole page out anew: there is one, and all look at it.
MEASURE = """(wide) => {
  const root = document.documentElement, leave = document.querySelector("form.leave > .exit");
  const within = (value, least, most) => value >= least && value <= most;
  const inCorner = (text) => {
    const box = leave.getBoundingClientRect(), times = parseFloat(text) / 100;
    const side = wide ? box.left : innerWidth - box.right, below = innerHeight - box.bottom;
    return within(side, 0, 40 * times) && within(below, 0, 24 * times) && box.height >= 47.5;
  };
  const isFree = () => {
    const { x, y, width, height } = leave.getBoundingClientRect();
    const points = [[0.5, 0.5], [0.15, 0.2], [0.85, 0.2], [0.15, 0.8], [0.85, 0.8]];
    return points.every(([across, down]) =>
      leave.contains(document.elementFromPoint(x + across * width, y + down * height)));
  };
  const found = { sideways: [], leave: [], help: [], small: [], cut: [], skip: [] };
  const cutOff = CUT_OFF;
  const look = (text) => {
    scrollTo(0, 0);
    if (root.scrollWidth > innerWidth) found.sideways.push(`${text}: ${root.scrollWidth} px`);
    const help = document.querySelector(".topbar > :last-child");
    const seen = help?.matches("[href='/help']") && help.checkVisibility();
    if (!seen || help.getBoundingClientRect().right > innerWidth + 1) found.help.push(text);
    for (const part of [0, 0.5, 1]) {
      scrollTo(0, part * (root.scrollHeight - innerHeight));
      if (!inCorner(text)) found.leave.push(`${text}, ${part}: not in its corner`);
      if (!isFree()) found.leave.push(`${text}, ${part}: covered`);
    }
    for (const [kind, where] of Object.entries(cutOff(text))) found[kind].push(...where);
  };
  // A link inside a sentence is as high as its line.
  const inSentence = (one) => one.matches("a") && getComputedStyle(one).display === "inline" &&
    one.parentElement.textContent.trim() !== one.textContent.trim();
  const kinds = "a, button, summary, select, textarea, input:not([type=hidden])";
  for (const one of document.querySelectorAll(kinds)) {
    const all = one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one;
    if (!all.checkVisibility() || all.matches(".skip") || inSentence(all)) continue;
    const { height } = all.getBoundingClientRect();
    if (height < 43.5) found.small.push(`${Math.round(height)} px: ${all.outerHTML.slice(0, 120)}`);
  }
  look("100%");
  root.style.fontSize = "200%";
  look("200%");
  root.style.fontSize = "";
  return found;
}""".replace("CUT_OFF", cut.LOOK)


def amiss(page: Page, *, wide: bool) -> dict[str, list[str]]:
    """Return what is amiss at the window's width, also with text at twice its size, by kind.

    sideways: the page is wider than the window. leave: out of its corner, or covered. help: not
    the last thing in the top bar. small: too low to be tapped. cut: words. skip: its link.
    wide: whether the width is one at which Leave stands at the start of the lower edge.
    """
    found: dict[str, list[str]] = page.evaluate(MEASURE, wide)
    return found
