// What a page is asked from outside. Every function answers with the elements at fault, in words.
// [WCAG 2.2, 2.5.8] 24 by 24 pixels, or 24 around the middle free of other targets; links inside a text are exempt.
({
  smallTargets() {
    const isShown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
    const isInText = (e) => e.tagName === "A" && [...e.parentElement.childNodes].some((n) => n !== e && n.textContent.trim());
    const parts = (e) => [e, e.closest("label"), e.labels?.[0]].filter((part) => part && isShown(part));
    const found = [...document.querySelectorAll("a[href], button, select, summary, input:not([type=hidden]), textarea")];
    const targets = found.filter(isShown).map((e) => ({ e, boxes: parts(e).map((part) => part.getBoundingClientRect()) }));
    const isLarge = (t) => t.boxes.some((b) => b.width >= 23.5 && b.height >= 23.5);
    const middle = (t) => ({ x: t.boxes[0].x + t.boxes[0].width / 2, y: t.boxes[0].y + t.boxes[0].height / 2 });
    const away = (m, b) => Math.hypot(Math.max(b.left - m.x, 0, m.x - b.right), Math.max(b.top - m.y, 0, m.y - b.bottom));
    const isNear = (small, other) => {
      if (other.e === small.e || other.e.contains(small.e) || small.e.contains(other.e)) return false;
      const m = middle(small), o = middle(other);
      return isLarge(other) ? other.boxes.some((b) => away(m, b) < 11.5) : Math.hypot(o.x - m.x, o.y - m.y) < 23.5;
    };
    const small = targets.filter((t) => !isLarge(t) && !isInText(t.e) && targets.some((other) => isNear(t, other)));
    return small.map(({ e }) => `small target: ${e.outerHTML.slice(0, 120)}`);
  },
  unnamedControls() {
    const isNamed = (e) => [...(e.labels || [])].some((l) => l.textContent.trim()) || e.ariaLabel || e.ariaLabelledByElements?.length;
    const controls = [...document.querySelectorAll("input:not([type=hidden]), select, textarea, meter, progress")];
    return controls.filter((e) => !isNamed(e)).map((e) => `no label: ${e.outerHTML.slice(0, 120)}`);
  },
  widerThanThePage() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1);
    return wide.slice(0, 3).map((e) => `wider than ${width} px: ${e.outerHTML.slice(0, 120)}`);
  },
})
