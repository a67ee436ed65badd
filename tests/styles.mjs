// Holds every kind of style that a server makes against MapLibre's own style specification.
//
//   node styles.mjs http://127.0.0.1:8080                        those of the example
//   node styles.mjs http://127.0.0.1:8080 points.json?by=type    those of another map that are named
//
// One line a style; exits with 1 if the specification finds a fault in any.

import { createRequire } from "node:module";

const require = createRequire(new URL("browser/package.json", import.meta.url));
const { validateStyleMin } = require("@maplibre/maplibre-gl-style-spec");

const base = (process.argv[2] ?? "http://127.0.0.1:8080").replace(/\/$/, "");
const methods = ["rounded", "quantile", "equal", "jenks", "stddev", "headtail", "manual&breaks=100,1000,50000"];
const ofExample = [
  ...["france", "communes", "departements", "lycees"].map((name) => `${name}.json`),
  ...methods.map((method) => `choropleth.json?indicator=population&level=communes&n=5&method=${method}`),
  "choropleth.json?indicator=part_0_19&lang=en&palette=viridis",
  "choropleth.json?indicator=part_0_19&common=true&method=jenks",
  "symbols.json?indicator=population",
  "symbols.json?indicator=pop_65p&level=epci&common=true",
  "bivariate.json?x=population&y=part_0_19",
  "bivariate.json?x=pop&y=part_logements_vacants&level=regions&method=jenks",
  ...["clusters", "thinned", "heatmap", "all"].map((mode) => `points.json?mode=${mode}&layer=lycees`),
  "points.json?level=none&lang=en",
];
const named = process.argv.slice(3);
const styles = named.length ? named : ofExample;

/** A style as it would be if some figures were missing for each reason: it is built with patterns then. */
function withPatterns(style) {
  const areas = style.layers.find(({ type }) => type === "fill");
  const reason = ["coalesce", ["get", "population_reason"], ""];
  const pattern = { ...areas, id: "patterns", filter: ["match", reason, ["secret"], true, false] };
  pattern.paint = { "fill-pattern": ["concat", "missing-", reason] };
  return { ...style, sprite: `${base}/sprites/missing`, layers: [...style.layers, pattern] };
}

let failed = 0;
for (const path of styles) {
  const answer = await fetch(`${base}/styles/${path}`);
  const style = await answer.json();
  const faults = answer.ok ? validateStyleMin(style) : [{ message: style.detail }];
  if (path.startsWith("choropleth")) faults.push(...validateStyleMin(withPatterns(style)));
  failed += faults.length;
  console.log(`${faults.length ? "FAIL" : "ok  "} ${path} ${faults.map(({ message }) => message).join("; ")}`);
}
// A specification that finds no fault anywhere would be none.
const wrong = { version: 8, sources: {}, layers: [{ id: "a", type: "fill", source: "b", paint: { "fill-color": 5 } }] };
if (validateStyleMin(wrong).length === 0) failed += 1;
console.log(`${styles.length} styles, ${failed} faults`);
process.exit(failed ? 1 : 0);
