// supercluster on the schools of a file: `node supercluster.mjs schools.bin 5/16/11 …` prints what building the index
// takes, and what drawing each of the tiles does, as JSON. The work is what the tiles of maillage hold: counts by kind,
// sum, weighted mean, least, most.
import { readFileSync } from "node:fs";
import Supercluster from "supercluster";
import vtpbf from "vt-pbf";

const [file, ...tiles] = process.argv.slice(2);
const bytes = readFileSync(file);
const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
const features = [];
for (let at = 0; at < numbers.length; at += 5) {
  const [lon, lat, kind, pupils, index] = numbers.subarray(at, at + 5);
  features.push({
    type: "Feature",
    geometry: { type: "Point", coordinates: [lon, lat] },
    properties: { code: `S${String(at / 5).padStart(7, "0")}`, kind, pupils, index },
  });
}

function build() {
  const clusters = new Supercluster({
    radius: 40 * 8, // of an extent of 4096: 40 pixels of 512
    extent: 4096,
    minZoom: 0,
    maxZoom: 13,
    map: ({ kind, pupils, index }) => ({
      a: kind === 0 ? 1 : 0,
      b: kind === 1 ? 1 : 0,
      c: kind === 2 ? 1 : 0,
      sum: index,
      upper: pupils * index,
      lower: pupils,
      min: index,
      max: index,
    }),
    reduce: (all, one) => {
      all.a += one.a;
      all.b += one.b;
      all.c += one.c;
      all.sum += one.sum;
      all.upper += one.upper;
      all.lower += one.lower;
      all.min = Math.min(all.min, one.min);
      all.max = Math.max(all.max, one.max);
    },
  });
  clusters.load(features);
  return clusters;
}

const median = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
const milliseconds = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const collect = () => global.gc?.();
collect();
const before = process.memoryUsage();
let clusters = build();
collect();
const after = process.memoryUsage();
const taken = (usage) => usage.heapUsed + usage.arrayBuffers;
const rounds = features.length > 200_000 ? 3 : 7;
const builds = Array.from({ length: rounds }, () => milliseconds(() => (clusters = build())));

const draw = (z, x, y) => {
  const tile = clusters.getTile(z, x, y);
  return tile ? vtpbf.fromGeojsonVt({ schools: tile }, { version: 2, extent: 4096 }) : new Uint8Array();
};
const drawn = tiles.map((name) => {
  const [z, x, y] = name.split("/").map(Number);
  const length = draw(z, x, y).length;
  // As often as fills a quarter of a second, so that the compiler has seen it.
  const once = Math.max(milliseconds(() => draw(z, x, y)), 0.002);
  const times = Math.min(Math.ceil(250 / once), 20_000);
  const turns = Array.from({ length: times }, () => milliseconds(() => draw(z, x, y)));
  return { bytes: length, features: clusters.getTile(z, x, y)?.features.length ?? 0, microseconds: median(turns) * 1000 };
});
console.log(
  JSON.stringify({
    build_ms: median(builds),
    index_bytes: taken(after) - taken(before),
    resident_bytes: process.memoryUsage().rss,
    tiles: drawn,
  }),
);
