// Opens the map page in headless Chromium, changes a table of its map, and looks at what the page shows then, without
// a reload. The server must be building the map from that table by itself.
//
//   node live.mjs http://127.0.0.1:8080 figures.csv 001 1000 3
//
// The territory 001 has the figure 1000 before and 3 after. One line a check; exits with 1 if any failed.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser/chromium.mjs";

const [base, table, code, ...figures] = process.argv.slice(2);
const [before, after] = figures.map(Number);
const output = fileURLToPath(new URL("output/", import.meta.url));
const PATIENCE = 120_000;

let passed = 0;
let failed = 0;

function check(name, right, detail = "") {
  if (right) passed += 1;
  else failed += 1;
  console.log(`${right ? "ok  " : "FAIL"} ${name}${detail === "" ? "" : `: ${detail}`}`);
}

/** What the page shows of the territory, each as one reads it there. */
function seen(page) {
  return page.evaluate((code) => {
    const { map } = window.maillage;
    const features = map.getLayer("communes-fill") ? map.queryRenderedFeatures({ layers: ["communes-fill"] }) : [];
    const rows = [...document.querySelectorAll("#table-body tr")].filter((row) => row.querySelector(".code")?.textContent === code);
    return {
      map: [...new Set(features.filter(({ properties }) => properties.code === code).map(({ properties }) => properties.population))],
      popup: document.querySelector(".maplibregl-popup dd")?.textContent ?? "",
      table: rows.map((row) => row.querySelector(".figure")?.textContent ?? "").join(),
      legend: document.getElementById("legend").textContent,
    };
  }, code);
}

/** Waits until the page shows a figure on its map, in its popup and in its table; tells what it shows in the end. */
async function shows(page, figure) {
  const digits = (text) => text.replace(/\D/g, "");
  const begin = Date.now();
  let last;
  do {
    last = await seen(page);
    const everywhere = last.map.join() === `${figure}` && [last.popup, last.table].every((text) => digits(text) === `${figure}`);
    if (everywhere) return { right: true, last };
    await page.waitForTimeout(100);
  } while (Date.now() - begin < PATIENCE);
  return { right: false, last };
}

mkdirSync(output, { recursive: true });
const { context, close } = await launch();
const page = await context.newPage();
const problems = [];
page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
page.on("pageerror", (error) => problems.push(error.message));
page.on("response", (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`));

try {
  await page.goto(`${base}/#map=6.5/41/2&indicator=population&level=communes`);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true", undefined, { timeout: PATIENCE });
  await page.evaluate(() => { window.neverReloaded = true; });
  await page.evaluate(() => {
    const { map } = window.maillage;
    const point = map.project([0.25, 40.25]);
    map.fire("click", { point, lngLat: map.unproject(point) });
  });
  await page.click("#open-table");
  const first = await shows(page, before);
  check("the figure before is on the map, in the popup and in the table", first.right, JSON.stringify(first.last));
  await page.screenshot({ path: join(output, "live-before.png") });

  const text = readFileSync(table, "utf8");
  const changed = text.replace(`${code};${before};`, `${code};${after};`);
  check("the table has the figure", changed !== text);
  const begin = Date.now();
  writeFileSync(table, changed);
  const then = await shows(page, after);
  check("the figure after takes its place", then.right, `${Date.now() - begin} ms; ${JSON.stringify(then.last)}`);
  check("the legend changed with it", then.last.legend !== first.last.legend, then.last.legend);
  check("the page was not reloaded", await page.evaluate(() => window.neverReloaded === true));
  await page.screenshot({ path: join(output, "live-after.png") });
} catch (error) {
  check("everything could be asked", false, error.message);
}
check("no console error, no failed request", problems.length === 0, problems.slice(0, 5).join(" | "));
await close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
