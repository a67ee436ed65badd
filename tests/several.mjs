// Opens a server of several maps in headless Chromium: the page that leads to them, in both languages, on a desk and on
// a phone; then each map by its link, where tiles, legend and popup must come from below its prefix; and all of it once
// more behind a proxy that has the server below a path.
//
//   node several.mjs http://127.0.0.1:8080
//
// One line a check; exits with 1 if any failed. Screenshots go to tests/output/.

import { mkdirSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser/chromium.mjs";

const base = (process.argv[2] ?? "http://127.0.0.1:8080").replace(/\/$/, "");
const output = fileURLToPath(new URL("output/", import.meta.url));
const PATIENCE = 120_000;
const SCREENS = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

let passed = 0;
let failed = 0;

function check(name, right, detail = "") {
  if (right) passed += 1;
  else failed += 1;
  console.log(`${right ? "ok  " : "FAIL"} ${name}${detail === "" ? "" : `: ${detail}`}`);
}

const save = (page, name) => page.screenshot({ path: join(output, `several-${name}.png`) });

/** The page at the root: a link to every map, in the language, none of it off the screen. */
async function checkRoot(page, maps, language, screen) {
  await page.setViewportSize(SCREENS[screen]);
  await page.goto(`${base}/?lang=${language}`);
  const name = `root, ${language}, ${screen}`;
  const links = await page.locator("main a").all();
  check(`${name}: a link to each map`, links.length === maps.length, `${links.length}`);
  for (const [place, { prefix, title }] of maps.entries()) {
    const text = await links[place].innerText();
    const [href, box] = [await links[place].evaluate((link) => link.href), await links[place].boundingBox()];
    check(`${name}: ${prefix} by its title`, text.includes(title[language]), text.replaceAll("\n", " | "));
    check(`${name}: ${prefix} by its address`, href === `${base}/${prefix}/?lang=${language}`, href);
    check(`${name}: ${prefix} large enough for a finger`, box.height >= 44, `${box.height}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`${name}: not wider than the screen`, wide <= 0, `${wide}`);
  check(`${name}: says its language`, (await page.evaluate(() => document.documentElement.lang)) === language);
  await save(page, `root-${language}-${screen}`);
}

/** Follows the link to a map and uses it. `root` is where the browser believes the server to be. */
async function checkMap(page, root, { prefix, title }, language, screen) {
  const name = `${prefix}, ${language}, ${screen}${root === base ? "" : ", behind a proxy"}`;
  const asked = [];
  const note = (request) => asked.push(request.url());
  await page.setViewportSize(SCREENS[screen]);
  await page.goto(`${root}/?lang=${language}`);
  page.on("request", note);
  await page.click(`main a[href^="${prefix}/"]`);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true", undefined, { timeout: PATIENCE });
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        window.maillage.map.once("idle", resolve);
        window.maillage.map.triggerRepaint();
      }),
  );
  check(`${name}: below its prefix`, page.url().startsWith(`${root}/${prefix}/?lang=${language}`), page.url());
  check(`${name}: its title`, (await page.title()).includes(title[language]), await page.title());
  const place = await somewhere(page);
  check(`${name}: something is drawn`, place !== undefined, JSON.stringify(place));
  check(`${name}: a legend`, (await page.locator("#legend").textContent()).trim().length > 10);
  if (place) {
    await page.mouse.click(...place.at);
    const popup = page.locator(".maplibregl-popup");
    await popup.waitFor({ timeout: PATIENCE });
    const [text, figures] = [await popup.innerText(), await popup.locator("dd").allInnerTexts()];
    const right = text.startsWith(place.name) && /\d/.test(figures[0] ?? "");
    check(`${name}: a popup with a figure`, right, text.replace(/\n+/g, " | "));
    await page.waitForFunction(() => !window.maillage.map.isMoving(), undefined, { timeout: PATIENCE });
    const [sources, box] = [await page.locator(".maplibregl-ctrl-attrib").boundingBox(), await popup.boundingBox()];
    const apart = sources.y + sources.height <= box.y || box.y + box.height <= sources.y;
    check(`${name}: the popup is clear of the sources`, apart, JSON.stringify([sources, box]));
  }
  await save(page, `${prefix}-${language}-${screen}${root === base ? "" : "-proxy"}`);
  page.off("request", note);
  const tiles = asked.filter((url) => /\/\d+\/\d+\/\d+/.test(url));
  // Pages and files come from where the browser believes the server to be, tiles from where the server says that it is.
  const strays = asked.filter((url) => ![root, base].some((at) => url.startsWith(`${at}/${prefix}/`)) && !url.startsWith("blob:"));
  check(`${name}: tiles below the prefix`, tiles.length > 0 && strays.length === 0, `${tiles.length} tiles; ${strays.slice(0, 3)}`);
}

/** A place on the page where a territory is drawn and nothing lies over the map, and the territory's name. */
function somewhere(page) {
  return page.evaluate(() => {
    const { map } = window.maillage;
    const fills = map.getStyle().layers.filter(({ type, source }) => type === "fill" && source).map(({ id }) => id);
    for (let y = 80; y < innerHeight - 80; y += 20) {
      for (let x = innerWidth - 80; x > 20; x -= 20) {
        if (document.elementFromPoint(x, y) !== map.getCanvas()) continue;
        const named = map.queryRenderedFeatures([x, y], { layers: fills }).find(({ properties }) => properties.nom);
        if (named) return { at: [x, y], name: named.properties.nom };
      }
    }
    return undefined;
  });
}

/** A proxy that has the server below `/tiles`, and tells it nothing of that. */
function proxy() {
  const server = createServer((request, response) => {
    if (!request.url.startsWith("/tiles/")) return response.writeHead(404).end();
    const onward = ask(`${base}${request.url.slice("/tiles".length)}`, { method: request.method, headers: request.headers });
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.writeHead(502).end());
    return request.pipe(onward);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

mkdirSync(output, { recursive: true });
const { maps } = await (await fetch(`${base}/catalog`)).json();
const server = await proxy();
const behind = `http://127.0.0.1:${server.address().port}/tiles`;
const { context, close } = await launch();
const page = await context.newPage();
const problems = [];
page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
page.on("pageerror", (error) => problems.push(error.message));
page.on("response", (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`));

try {
  for (const language of ["fr", "en"]) {
    for (const screen of Object.keys(SCREENS)) await checkRoot(page, maps, language, screen);
  }
  await page.goto(`${base}/`);
  await Promise.all([page.waitForURL(/lang=en/), page.click("header a")]);
  check("root: its other language is a click away", (await page.evaluate(() => document.documentElement.lang)) === "en");
  for (const map of maps) {
    await checkMap(page, base, map, "en", "desk");
    await checkMap(page, base, map, "fr", "phone");
    await checkMap(page, behind, map, "en", "desk");
    for (const root of [base, behind]) {
      await page.goto(`${root}/${map.prefix}?lang=en`);
      check(`${root}/${map.prefix} leads to its page`, page.url().startsWith(`${root}/${map.prefix}/?lang=en`), page.url());
      await page.waitForFunction(() => document.documentElement.dataset.ready === "true", undefined, { timeout: PATIENCE });
    }
  }
} catch (error) {
  check("everything could be asked", false, error.message);
}
check("no console error, no failed answer", problems.length === 0, problems.slice(0, 5).join(" | "));
await close();
server.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
