// The points that the map shows, in words and as rows of a table.

import { distinct } from "./popup.js";
import { figure, partiality, remark, texts, whyMissing } from "./texts.js";

/** Clusters and single points that the map shows now. */
function drawnPoints(map, { layer }) {
  const ids = [`${layer}-clusters`, `${layer}-points`].filter((id) => map.getLayer(id));
  return ids.length ? distinct(map.queryRenderedFeatures({ layers: ids })) : [];
}

/** How many points something stands for. */
const countOf = ({ point_count: count, weight }) => count ?? weight ?? 1;

/** One sentence on the points of a legend. */
export function summarizePoints(map, legend) {
  const found = drawnPoints(map, legend);
  const clusters = found.filter(({ properties }) => properties.cluster);
  const count = found.reduce((sum, { properties }) => sum + countOf(properties), 0);
  if (!count) return "";
  return texts.pointsSummary(legend.layer_label, figure(count, 0), clusters.length && figure(clusters.length, 0));
}

/** A row for each cluster and each single point: its figure, that of a cluster being the mean, or its number. */
export function pointRows(map, legend) {
  const { indicator } = legend;
  return drawnPoints(map, legend).map(({ properties }) => {
    const count = countOf(properties);
    const without = properties.cluster && properties[`${indicator}_missing`];
    const mean = properties.cluster ? properties[`${indicator}_mean`] : properties[indicator];
    return {
      code: properties.code ?? "",
      name: properties.cluster ? texts.clusterOf(figure(count, 0)) : (properties.nom ?? properties.code),
      value: indicator ? mean : count,
      missing: indicator ? whyMissing(properties, legend) : "",
      partial: without ? remark(texts.withoutSome(figure(without, 0))) : partiality(properties, indicator),
    };
  });
}
