// Opens the map page in headless Chromium on a map whose schools are joined to clusters, and follows a cluster until it
// falls apart, and one that never does to the list of its schools.
//
//   node points.mjs http://127.0.0.1:8080
//
// The layer is called ecoles and is counted by type. One line a check; exits with 1 if any failed. Screenshots go to
// tests/output/.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser/chromium.mjs";

const base = (process.argv[2] ?? "http://127.0.0.1:8080").replace(/\/$/, "");
const output = fileURLToPath(new URL("output/", import.meta.url));
const PATIENCE = 120_000;
const PLACE = "5.5/42/2";

let passed = 0;
let failed = 0;

function check(name, right, detail = "") {
  if (right) passed += 1;
  else failed += 1;
  console.log(`${right ? "ok  " : "FAIL"} ${name}${detail === "" ? "" : `: ${detail}`}`);
}

/** Opens the page at an address and waits until it has drawn everything. */
async function open(page, fragment, language = "en") {
  await page.goto("about:blank");
  await page.goto(`${base}/?lang=${language}#${fragment}`);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true", undefined, { timeout: PATIENCE });
  await rest(page);
}

/** Waits until the map neither moves nor loads. */
const rest = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        window.maillage.map.once("idle", resolve);
        window.maillage.map.triggerRepaint();
      }),
  );

/** What is drawn of some layers of the style: attributes, and where it is on the page. */
const drawn = (page, layers) =>
  page.evaluate((layers) => {
    const { map } = window.maillage;
    const known = layers.filter((id) => map.getLayer(id));
    const panel = document.getElementById("panel").getBoundingClientRect();
    const place = ({ geometry, properties, layer }) => ({ ...map.project(geometry.coordinates), properties, layer: layer.id });
    const features = map.queryRenderedFeatures({ layers: known }).map(place);
    return features.filter(({ x, y }) => x > panel.right + 40 && x < innerWidth - 90 && y > 60 && y < innerHeight - 60);
  }, layers);

async function checkClusters(page) {
  await open(page, `map=${PLACE}&points=ecoles/clusters`);
  const choices = await page.locator("#points option").allTextContents();
  const expected = ["With the territories", "By type", "In clusters", "Heat map", "One by one"];
  check("the page offers the maps of its points", choices.toSorted().join() === expected.toSorted().join(), choices.join());
  const circles = await drawn(page, ["ecoles-clusters"]);
  check("clusters are drawn", circles.length > 5, `${circles.length}`);
  const counts = await drawn(page, ["ecoles-counts"]);
  const ids = counts.filter(({ properties }) => properties.cluster).map(({ properties }) => properties.cluster_id);
  check("each number stands once, at edges of tiles too", new Set(ids).size === ids.length, `${ids.length}`);
  await page.screenshot({ path: join(output, "points-clusters.png") });
  const zoom = await page.evaluate(() => window.maillage.map.getZoom());
  const [cluster] = circles.filter(({ properties }) => !properties.leaves).sort((one, other) => other.properties.point_count - one.properties.point_count);
  await page.mouse.click(cluster.x, cluster.y);
  const split = cluster.properties.expansion_zoom;
  await page.waitForFunction((split) => window.maillage.map.getZoom() === split, split, { timeout: PATIENCE }).catch(() => {});
  await rest(page);
  const reached = await page.evaluate(() => window.maillage.map.getZoom());
  check("a click on a cluster goes to the zoom at which it falls apart", reached === split && reached > zoom, `${zoom} to ${reached}`);
  const now = await drawn(page, ["ecoles-clusters"]);
  check("it has fallen apart there", now.every(({ properties }) => properties.cluster_id !== cluster.properties.cluster_id));
}

async function jump(page, center, zoom) {
  await page.evaluate(([center, zoom]) => window.maillage.map.jumpTo({ center, zoom }), [center, zoom]);
  await rest(page);
}

/** A cluster of points at one place: ever nearer to the largest cluster of others until there is one. */
async function findLeaves(page) {
  for (let zoom = 6; zoom <= 14; zoom += 1) {
    const features = await page.evaluate(() => {
      const { map } = window.maillage;
      const found = map.querySourceFeatures("maillage", { sourceLayer: "ecoles", filter: ["has", "cluster"] });
      const told = found.map(({ geometry, properties }) => ({ center: geometry.coordinates, ...properties }));
      return told.sort((one, other) => other.point_count - one.point_count);
    });
    const leaves = features.find((feature) => feature.leaves);
    if (leaves) return leaves;
    await jump(page, features[0].center, zoom);
  }
  throw new Error("no points stand at one place");
}

/** Seventy schools of a place in pages of fifty, as the server answers them. */
function answerLists(page) {
  const feature = (number) => ({
    type: "Feature",
    geometry: null,
    properties: { code: `S${number}`, nom: `School ${number}`, type: "lycée", ips: 100 + number },
  });
  const asked = [];
  return page.route(/\/points\/ecoles\/clusters\//, (route) => {
    const url = new URL(route.request().url());
    asked.push(url.pathname);
    const after = Number(url.searchParams.get("after") ?? 0);
    const features = Array.from({ length: Math.min(50, 70 - after) }, (_, place) => feature(after + place));
    const links = after ? [] : [{ rel: "next", href: `${url.href}&after=50` }];
    const body = { type: "FeatureCollection", numberMatched: 70, numberReturned: features.length, features, links };
    return route.fulfill({ contentType: "application/geo+json", body: JSON.stringify(body) });
  }).then(() => asked);
}

/** Opens the list of points at one place with the keyboard; Enter reads what is in the middle, as a click there does. */
async function openList(page) {
  const leaf = await findLeaves(page);
  await jump(page, leaf.center, 14);
  await page.focus(".maplibregl-canvas");
  await page.keyboard.press("Enter");
  const entries = page.locator(".maplibregl-popup .points li");
  await entries.first().waitFor({ timeout: PATIENCE });
  return { leaf, entries };
}

async function checkList(page) {
  await open(page, `map=${PLACE}&points=ecoles/by/type&indicator=ips`);
  check("donuts are drawn", (await drawn(page, ["ecoles-clusters"])).length > 5);
  await page.screenshot({ path: join(output, "points-donuts.png") });
  const { leaf, entries } = await openList(page);
  check("the schools at one place are listed", (await entries.count()) === leaf.point_count, `${leaf.point_count}`);
  await page.locator(".maplibregl-popup summary").first().click();
  const told = await entries.first().innerText();
  check("each tells its type", /collège|lycée|école/.test(told), told.replaceAll("\n", " | "));
  await page.screenshot({ path: join(output, "points-list.png") });
}

async function checkPages(page) {
  const asked = await answerLists(page);
  await open(page, `map=${PLACE}&points=ecoles/clusters&indicator=ips`);
  const { leaf, entries } = await openList(page);
  check("a long list comes in pages", (await entries.count()) === 50, `${await entries.count()}`);
  check("the list is that of the cluster", asked[0]?.endsWith(`/clusters/${leaf.cluster_id}`), asked[0]);
  const more = page.locator(".maplibregl-popup .points ~ .button");
  await more.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".maplibregl-popup .points li").length === 70, undefined, { timeout: PATIENCE }).catch(() => {});
  check("more are listed on demand", (await entries.count()) === 70, `${await entries.count()}`);
  check("then there are no more", await more.isHidden());
  const focused = await page.evaluate(() => document.activeElement.textContent);
  check("the keyboard goes on with the first of them", focused.includes("School 50"), focused);
  await page.keyboard.press("Enter");
  const opened = await page.evaluate(() => document.activeElement.closest("details").innerText);
  check("an entry tells its figures", opened.includes("150"), opened.replaceAll("\n", " | "));
  await page.unrouteAll();
}

async function checkTable(page) {
  await open(page, `map=${PLACE}&points=ecoles/clusters`);
  const summary = await page.waitForFunction(() => document.getElementById("summary").textContent, undefined, { timeout: PATIENCE });
  check("screen readers are told of the points", /2,500 visible, in \d+ clusters/.test(await summary.jsonValue()), await summary.jsonValue());
  await page.click("#open-table");
  const rows = await page.locator("#table-body tbody th").allTextContents();
  const counts = rows.map((row) => Number(row.match(/Cluster of ([\d,]+)/)?.[1].replace(",", "") ?? 1));
  const sum = counts.reduce((sum, count) => sum + count, 0);
  check("the table has a row for all that is drawn", sum === 2500, `${rows.length} rows of ${sum}: ${rows[0]}`);
  await page.click("#close-table");
}

async function checkOthers(page) {
  for (const [map, layer] of [["heatmap", "ecoles-heat"], ["thinned", "ecoles-points"]]) {
    await open(page, `map=${PLACE}&points=ecoles/${map}`, "fr");
    const there = await page.evaluate((layer) => Boolean(window.maillage.map.getLayer(layer)), layer);
    check(`map of points: ${map}`, there);
  }
  const legend = await page.textContent("#legend");
  check("the legend speaks French", legend.includes("Écoles"), legend);
}

mkdirSync(output, { recursive: true });
const { context, close } = await launch();
const page = await context.newPage();
const problems = [];
page.on("console", (message) => {
  // A picture that a sprite does not have is only a warning.
  const isProblem = message.type() === "error" || /could not be loaded/.test(message.text());
  if (isProblem) problems.push(message.text());
});
page.on("pageerror", (error) => problems.push(error.message));
page.on("response", (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`));
for (const part of [checkClusters, checkList, checkPages, checkTable, checkOthers]) {
  await part(page).catch((error) => check(part.name, false, error.message));
}
check("no error on the page", problems.length === 0, problems.slice(0, 5).join(" | "));
await close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
