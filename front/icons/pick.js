/*
 * Draws the icon sprite again from a copy of the Tabler icons (MIT, https://tabler.io/icons).
 *
 *   npm pack @tabler/icons@3 && tar xf tabler-icons-*.tgz
 *   node front/icons/pick.js package/icons/outline
 *
 * The names below are the only list; lights.svg holds the four lights, which are drawn by hand
 * so that each has a shape of its own.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NAMES = `
  adjustments alert-circle alert-triangle archive arrow-back-up arrow-down arrow-right arrow-up arrows-split
  arrows-sort bell book building building-community calendar camera chart-bar chart-line check chevron-down
  chevron-left chevron-right chevron-up circle-check circle-x clipboard-check clipboard-list clock coin
  copy database device-desktop dots download edit external-link eye eye-off file-export file-import
  file-spreadsheet file-text filter flag folder git-merge heart-handshake help-circle history home id info-circle key
  layout-grid layout-sidebar-left-collapse link list-check list-details lock lock-open logout map mail
  menu-2 message minus news phone photo plus printer refresh school search send settings shield-check sitemap
  sort-ascending sort-descending star table target-arrow transfer trash upload user user-check
  user-shield users users-group wifi world x
`.trim().split(/\s+/);

const here = dirname(fileURLToPath(import.meta.url));
const source = process.argv[2];

/** The drawing inside an icon's <svg>, without Tabler's empty bounding path and line breaks. */
function drawing(name) {
  const svg = readFileSync(join(source, `${name}.svg`), "utf8");
  return svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace("</svg>", "")
    .replace(/<path stroke="none"[^>]*\/>/, "")
    .replace(/\s*\n\s*/g, "");
}

const symbols = NAMES.map(
  (name) =>
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
    `stroke-linecap="round" stroke-linejoin="round">${drawing(name)}</symbol>`,
);
const lights = readFileSync(join(here, "lights.svg"), "utf8").match(/<symbol[\s\S]*<\/symbol>/)[0];
writeFileSync(
  join(here, "sprite.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n${lights}\n</svg>\n`,
);
