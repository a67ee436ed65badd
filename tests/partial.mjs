// Opens a map with one figure that rests on some of its parts in headless Chromium: its hatch over the colour of its class, and what legend, popup and table say of it, in both languages.
//
//   node partial.mjs http://127.0.0.1:8080 INDICATOR LEVEL LONGITUDE LATITUDE PERCENT
//
// The place lies in the partial territory. One line a check; exits with 1 if any failed. Screenshots go to tests/output/.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser/chromium.mjs";

const [base, indicator, level, longitude, latitude, percent] = process.argv.slice(2);
const place = [Number(longitude), Number(latitude)];
const output = fileURLToPath(new URL("output/", import.meta.url));
const PATIENCE = 120_000;
const WORDS = {
  fr: { remark: `(sur ${percent}\u00a0% de ses composantes)`, hatch: "Partiel" },
  en: { remark: `(${percent}% of its parts)`, hatch: "Partial" },
};

let failed = 0;

function check(name, right, detail = "") {
  if (!right) failed += 1;
  console.log(`${right ? "ok  " : "FAIL"} ${name}${detail === "" ? "" : `: ${detail}`}`);
}

/** Colours of the pixels around a place on the map, each as a text. */
function colors(page) {
  return page.evaluate(
    (place) =>
      new Promise((resolve) => {
        const { map } = window.maillage;
        map.once("render", () => {
          const canvas = map.getCanvas();
          const ratio = canvas.width / canvas.clientWidth;
          const { x, y } = map.project(place);
          const side = 16;
          const pixels = new Uint8Array(4 * side * side);
          const gl = canvas.getContext("webgl2");
          gl.readPixels(x * ratio, canvas.height - y * ratio, side, side, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
          resolve([...Array(side * side).keys()].map((at) => pixels.slice(4 * at, 4 * at + 3).join()));
        });
        map.triggerRepaint();
      }),
    place,
  );
}

async function checkPage(context, language) {
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("response", (answer) => answer.status() >= 400 && problems.push(`${answer.status()} ${answer.url()}`));
  await page.goto(`${base}/?lang=${language}#indicator=${indicator}&level=${level}`);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true", undefined, { timeout: PATIENCE });
  const drawn = (id) => window.maillage.map.getLayer(id) && window.maillage.map.queryRenderedFeatures({ layers: [id] }).length;
  await page.waitForFunction(drawn, `${level}-fill`, { timeout: PATIENCE });
  const { remark, hatch } = WORDS[language];

  const hatched = await page.evaluate(drawn, `${level}-partial`);
  check(`${language}: the partial territory is hatched`, hatched > 0, `${hatched}`);
  const kinds = new Set(await colors(page));
  check(`${language}: a hatch is drawn`, kinds.size > 3, `${kinds.size} colours`);
  await page.evaluate((id) => window.maillage.map.setLayoutProperty(id, "visibility", "none"), `${level}-partial`);
  await page.waitForFunction(() => window.maillage.map.loaded());
  const plain = new Set(await colors(page));
  check(`${language}: over the colour of the class`, plain.size === 1 && kinds.has([...plain][0]), [...plain].slice(0, 3).join(" "));
  await page.evaluate((id) => window.maillage.map.setLayoutProperty(id, "visibility", "visible"), `${level}-partial`);

  const legend = await page.locator("#legend").innerText();
  check(`${language}: the legend explains it`, legend.includes(hatch), legend.replaceAll("\n", " | "));
  const point = await page.evaluate((place) => window.maillage.map.project(place), place);
  await page.mouse.click(point.x, point.y);
  const popup = await page.locator(".maplibregl-popup-content dd").innerText();
  check(`${language}: the popup says it`, popup.endsWith(remark), popup);
  await page.screenshot({ path: join(output, `partial-${language}.png`) });
  await page.click("#open-table");
  const cells = await page.locator("#table-body td.figure").allInnerTexts();
  check(`${language}: the table says it once`, cells.filter((cell) => cell.endsWith(remark)).length === 1, cells.join(" | "));
  check(`${language}: no error`, problems.length === 0, problems.slice(0, 5).join(" | "));
  await page.close();
}

mkdirSync(output, { recursive: true });
const { context, close } = await launch();
for (const language of Object.keys(WORDS)) await checkPage(context, language);
await close();
process.exit(failed ? 1 : 0);
