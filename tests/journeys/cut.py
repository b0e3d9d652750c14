"""Words that are cut off, and a skip link that peeks out: how the browser finds them."""

# Takes a name for the size of the text that is set; returns {cut: [...], skip: [...]}.
LOOK = """(size) => {
  const root = document.documentElement, found = { cut: [], skip: [] };
  // Part of a pixel is rounding. What scrolls can be reached; what only ears read is cut for eyes.
  const slack = 1.5, clips = (value) => value === "hidden" || value === "clip";
  const unseen = (one) => one.closest(".vh, .skip, svg, script, style, template, [hidden]");
  const edges = (one) => {
    const found = [];
    for (let at = one; at && at !== root && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at), box = at.getBoundingClientRect();
      if (!clips(overflowX) && overflowX !== "visible") return found;
      if (clips(overflowX) || clips(overflowY)) found.push(box);
    }
    return [...found, { left: 0, right: root.clientWidth, top: -Infinity, bottom: Infinity }];
  };
  const isOut = (text, box) => text.left < box.left - slack || text.right > box.right + slack ||
    text.top < box.top - slack || text.bottom > box.bottom + slack;
  scrollTo(0, 0);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const { data, parentElement: one } = words.currentNode;
    const shown = one.checkVisibility({ visibilityProperty: true });
    if (!data.trim() || unseen(one) || !shown) continue;
    const range = document.createRange(), within = edges(one);
    range.selectNodeContents(words.currentNode);
    const rects = [...range.getClientRects()].filter((rect) => rect.width);
    if (rects.some((rect) => within.some((box) => isOut(rect, box))))
      found.cut.push(`${size}: ${data.trim().slice(0, 60)}`);
  }
  const skip = document.querySelector(".skip");
  if (!skip) return found;
  if (skip.getBoundingClientRect().bottom > 0) found.skip.push(`${size}: peeks out`);
  skip.focus();
  const { left, top, right } = skip.getBoundingClientRect();
  if (left < 0 || top < 0 || right > root.clientWidth) found.skip.push(`${size}: not in sight`);
  skip.blur();
  return found;
}"""
