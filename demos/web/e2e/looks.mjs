/** What can be seen: room on a phone, contrast, pictures to look at. */

import assert from "node:assert/strict";

/** Nothing is wider than a phone of 360 pixels, and keys and buttons are large enough to hit. */
export async function phone({ page }) {
  const { wide, keys, buttons } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    keys: [...document.querySelectorAll("#keys button span")].map((one) => one.getBoundingClientRect().width),
    buttons: [...document.querySelectorAll("button")]
      .filter((one) => one.offsetParent)
      .map((one) => ({
        name: one.getAttribute("aria-label") ?? one.textContent,
        height: one.offsetHeight,
        width: one.offsetWidth,
      })),
  }));
  assert.ok(wide <= 360, `${wide} pixels wide`);
  assert.ok(Math.min(...keys) >= 32, `a key is ${Math.min(...keys)} pixels wide`);
  for (const { name, height, width } of buttons)
    assert.ok(height >= 32 && width >= 32, `${name}: ${width} x ${height}`);
  return { narrowestKeyPx: Math.min(...keys) };
}

/** All text has the contrast that WCAG 2.2 AA asks for: 4.5, or 3 where it is large. Returns the least. */
export async function contrast({ page }) {
  const found = await page.evaluate(measureContrast);
  const bad = found.filter(({ ratio, needed }) => ratio < needed);
  assert.deepEqual(bad, []);
  assert.ok(found.length > 30, `only ${found.length} texts`);
  return Math.min(...found.map(({ ratio }) => ratio));
}

/** Runs in the page. */
function measureContrast() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (front, back) => [0, 1, 2].map((i) => front[i] * front[3] + back[i] * (1 - front[3]));
  const behind = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.push(parse(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((back, front) => (front[3] ? over(front, back) : back), [255, 255, 255]);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const measured = (element, colour, what) => {
    const back = behind(element);
    const [light, dark] = [luminance(over(parse(colour), back)), luminance(back)].sort((a, b) => b - a);
    const { fontSize, fontWeight } = getComputedStyle(element);
    const size = Number.parseFloat(fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    return { what, ratio: (light + 0.05) / (dark + 0.05), needed: isLarge ? 3 : 4.5 };
  };
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".unseen, .mirror");
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const one = node.parentElement;
    if (node.data.trim() && isSeen(one)) found.push(measured(one, getComputedStyle(one).color, node.data.trim()));
  }
  for (const one of document.querySelectorAll("input[type=text], textarea")) {
    found.push(measured(one, getComputedStyle(one).color, one.id));
    found.push(measured(one, getComputedStyle(one, "::placeholder").color, `${one.id}, placeholder`));
  }
  for (const one of document.querySelectorAll("[data-shifted]")) {
    found.push(measured(one.firstChild, getComputedStyle(one, "::after").color, one.dataset.shifted));
  }
  return found;
}

/** Nothing moves for who asked for less motion. */
export async function stillness({ page }) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const moving = await page.$$eval(
    "*",
    (all) =>
      all.filter(
        (one) =>
          getComputedStyle(one)
            .transitionDuration.split(", ")
            .some((time) => time !== "0s") || getComputedStyle(one).animationName !== "none",
      ).length,
  );
  await page.emulateMedia({ reducedMotion: null });
  assert.equal(moving, 0);
}
