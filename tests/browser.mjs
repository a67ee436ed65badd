// Opens the map in headless Chromium: the page of the server itself, and two pages of somebody else's, at another
// address, that know only a style or only a TileJSON.
//
//   node browser.mjs http://127.0.0.1:8080
//
// One line a check; exits with 1 if any failed. Screenshots go to tests/output/.

import { createReadStream, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser/chromium.mjs";

const base = (process.argv[2] ?? "http://127.0.0.1:8080").replace(/\/$/, "");
const output = fileURLToPath(new URL("output/", import.meta.url));
const RENNES = [-1.6778, 48.1173];
const PATIENCE = 120_000;

let passed = 0;
let failed = 0;

function check(name, right, detail = "") {
  if (right) passed += 1;
  else failed += 1;
  console.log(`${right ? "ok  " : "FAIL"} ${name}${detail === "" ? "" : `: ${detail}`}`);
}

/** A page that notes everything that goes wrong in it. */
async function watchedPage(context, name) {
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A map that moves on gives up the tiles that it no longer needs.
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") problems.push(`request: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  const finish = async () => {
    await page.screenshot({ path: join(output, `${name}.png`) });
    check(`${name}: no console error, no failed request`, problems.length === 0, problems.slice(0, 5).join(" | "));
    await page.close();
  };
  return { page, finish };
}

/** Moves the map and waits until it has drawn everything. */
function jump(page, center, zoom) {
  return page.evaluate(
    ([center, zoom]) =>
      new Promise((resolve) => {
        const { map } = window.maillage;
        map.once("idle", resolve);
        map.jumpTo({ center, zoom });
        map.triggerRepaint();
      }),
    [center, zoom],
  );
}

/** Properties of what is drawn of a layer; `layer` is the id of a style layer, or a source layer and a type. */
function drawn(page, layer) {
  return page.evaluate((layer) => {
    const { map } = window.maillage;
    const ids = map.getStyle().layers.filter((known) =>
      typeof layer === "string"
        ? known.id === layer
        : known["source-layer"] === layer.source && known.type === layer.type,
    ).map(({ id }) => id);
    if (ids.length === 0) return { missing: map.getStyle().layers.map(({ id }) => id) };
    const features = map.queryRenderedFeatures({ layers: ids });
    return { features: features.map(({ id, properties }) => ({ id, properties })) };
  }, layer);
}

/** Checks that a layer is drawn and that its features have these attributes. */
async function checkDrawn(page, name, layer, atLeast, attributes) {
  const { features, missing } = await drawn(page, layer);
  if (missing) return check(name, false, `the style has no such layer, only ${missing.join(", ")}`);
  const codes = new Set(features.map(({ properties }) => properties.code));
  const without = features.filter(({ properties }) => attributes.some((key) => properties[key] === undefined));
  check(name, codes.size >= atLeast && without.length === 0, `${codes.size} of them, ${without.length} without ${attributes.join(", ")}`);
  return features;
}

async function checkMapPage(page) {
  await page.goto(`${base}/`);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true", undefined, { timeout: PATIENCE });
  check("map page: ready", true);
  await page.screenshot({ path: join(output, "map-page-opening.png") });

  await jump(page, [2.5, 46.8], 5);
  await checkDrawn(page, "map page: regions at zoom 5", "regions-fill", 12, ["code", "nom", "population"]);
  await jump(page, [2.5, 46.8], 7);
  await checkDrawn(page, "map page: departements at zoom 7", "departements-fill", 20, ["code", "nom", "population"]);
  await jump(page, RENNES, 10);
  const communes = await checkDrawn(page, "map page: communes at zoom 10", "communes-fill", 30, ["code", "nom", "population"]);
  const rennes = communes?.find(({ properties }) => properties.code === "35238");
  check("map page: Rennes is there by its code", rennes?.properties.nom === "Rennes", JSON.stringify(rennes?.properties));
  await page.screenshot({ path: join(output, "map-page-communes.png") });
  await jump(page, RENNES, 12);
  await checkDrawn(page, "map page: lycées at zoom 12", "lycees-points", 1, ["code", "nom", "position"]);
  await checkClusters(page, "map page: clusters of lycées at zoom 12", 1);

  await jump(page, RENNES, 10);
  await page.selectOption("#indicator", "part_0_19");
  await idleAfterChange(page, "part_0_19");
  await checkDrawn(page, "map page: communes with another indicator", "communes-fill", 30, ["code", "nom", "part_0_19"]);
  await page.screenshot({ path: join(output, "map-page-indicator.png") });

  await Promise.all([page.waitForURL(/lang=en/), page.click("#language")]);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true", undefined, { timeout: PATIENCE });
  const language = await page.evaluate(() => document.documentElement.lang);
  check("map page: in the other language", language === "en", language);
}

/** Checks that clusters are drawn, each with its number once, at the edges of tiles too. */
async function checkClusters(page, name, atLeast) {
  const { features } = await drawn(page, "lycees-counts");
  const ids = features?.map(({ properties }) => properties.cluster_id).filter(Boolean) ?? [];
  check(name, ids.length >= atLeast && new Set(ids).size === ids.length, `${ids.length} of them`);
}

async function checkPoints(page) {
  await page.goto(`${base}/#map=5/46.8/2.5&points=lycees/clusters`);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true", undefined, { timeout: PATIENCE });
  for (const [zoom, atLeast] of [[5, 50], [8, 20], [11, 10], [14, 1]]) {
    await jump(page, [2.3522, 48.8566], zoom);
    await checkClusters(page, `points: clusters at zoom ${zoom}`, atLeast);
    await page.screenshot({ path: join(output, `points-${zoom}.png`) });
  }
  const told = await page.textContent("#legend");
  check("points: the legend says where they stand", told.includes("mairie"), told);
}

/** Waits until features with the attribute are drawn: a new style fetches its tiles anew. */
async function idleAfterChange(page, attribute) {
  const has = (attribute) => {
    const { map } = window.maillage;
    if (!map.isStyleLoaded() || !map.getLayer("communes-fill")) return false;
    const features = map.queryRenderedFeatures({ layers: ["communes-fill"] });
    return features.length > 0 && features.every(({ properties }) => properties[attribute] !== undefined);
  };
  await page.waitForFunction(has, attribute, { timeout: PATIENCE }).catch(() => {});
}

/** A page that is not ours: MapLibre from npm, and what we publish, across origins. */
async function checkForeignPage(page, origin, name, path, checks) {
  await page.goto(`${origin}${path}`);
  await page.waitForFunction(() => window.idle === true, undefined, { timeout: PATIENCE }).then(
    () => check(`${name}: idle`, true),
    (error) => check(`${name}: idle`, false, error.message.split("\n")[0]),
  );
  await checks(page);
}

const FOREIGN_PAGE = `<!doctype html><meta charset="utf-8"><title>map</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="maplibre-gl.css">
<style>html, body, #map { margin: 0; height: 100% }</style><div id="map"></div>
<script type="module">
  import { Map } from "./maplibre-gl.mjs";
  const [center, zoom] = [${JSON.stringify(RENNES)}, 10];
  const bySource = (name) => ({
    version: 8,
    sources: { tiles: { type: "vector", url: "${base}/" + name } },
    layers: [
      { id: name + "-fill", type: "fill", source: "tiles", "source-layer": name, paint: { "fill-color": "#7aa6c2", "fill-outline-color": "#234" } },
    ],
  });
  const query = new URLSearchParams(location.search);
  const style = query.get("style") ? "${base}/styles/" + query.get("style") + ".json" : bySource(query.get("layer"));
  const map = new Map({ container: "map", style, center, zoom });
  window.maillage = { map };
  map.once("idle", () => { window.idle = true; });
</script>`;

/** Serves that page and MapLibre's files. */
function serveForeignPage() {
  const types = { mjs: "text/javascript", css: "text/css" };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = fileURLToPath(new URL(`browser/node_modules/maplibre-gl/dist${pathname}`, import.meta.url));
    const type = types[pathname.split(".").pop()];
    if (pathname === "/") {
      response.setHeader("Content-Type", "text/html");
      response.end(FOREIGN_PAGE);
    } else if (/^\/[\w.-]+$/.test(pathname) && type && existsSync(file)) {
      response.setHeader("Content-Type", type);
      createReadStream(file).pipe(response);
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

mkdirSync(output, { recursive: true });
const server = await serveForeignPage();
const origin = `http://127.0.0.1:${server.address().port}`;
const { context, close } = await launch();
const communes = (name, layer) => (page) =>
  checkDrawn(page, `${name}: communes`, layer, 30, ["code", "nom", "population"]);
const parts = {
  "map-page": (page) => checkMapPage(page),
  points: (page) => checkPoints(page),
  "foreign-style": (page) =>
    checkForeignPage(page, origin, "foreign-style", "/?style=communes", communes("foreign-style", { source: "communes", type: "fill" })),
  "foreign-tilejson": (page) =>
    checkForeignPage(page, origin, "foreign-tilejson", "/?layer=communes", communes("foreign-tilejson", "communes-fill")),
};
for (const [name, part] of Object.entries(parts)) {
  const { page, finish } = await watchedPage(context, name);
  await part(page).catch((error) => check(`${name}: everything could be asked`, false, error.message));
  await finish();
}
await close();
server.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
