// The page's data, and what is found in it: models and columns by address, the way of a column, what a field leads to.

import { data } from "../shared/dom.js";

const found = data();

export const { models, decisions, layers, origins, sets, sources, templates, version, built, language } = found;
export const byName = new Map(models.map((model) => [model.name, model]));

for (const model of models) {
  model.children = models.filter((each) => each.parents.includes(model.name)).map((each) => each.name);
  for (const column of model.columns) column.address = `${model.name}.${column.name}`;
}

/** The places of lineage: a column of a relation, what is known of its rows, and the links that give its values. */
export const places = found.places.map(([relation, column, only, links]) => ({
  relation,
  column,
  only,
  links: links.map(([to, how, template, line]) => ({ to, how, template, line })),
}));

const spelled = new Map(
  models.flatMap((model) => model.columns.map((column) => [`${model.name}.${column.name.toLowerCase()}`, column.address])),
);

/** How the column of a place is written in its contract. */
export const addressOf = (place) => spelled.get(`${place.relation}.${place.column}`) ?? `${place.relation}.${place.column}`;

/** The model and the column that an address names; either may be missing. */
export function named(address) {
  if (byName.has(address)) return { model: byName.get(address) };
  for (let dot = address.lastIndexOf("."); dot > 0; dot = address.lastIndexOf(".", dot - 1)) {
    const model = byName.get(address.slice(0, dot));
    const name = address.slice(dot + 1);
    if (!model) continue;
    const exact = model.columns.find((each) => each.name === name);
    return { model, column: exact ?? (name.startsWith("profile.") ? model.columns.find((each) => each.name === "profile.…") : null) };
  }
  return {};
}

/** The numbers of the origins of a column's values, by the plainest way: copied, chosen, computed, aggregated. */
export const originsOf = (column) => column.ways.slice(0, 4).map((set) => sets[set]);

/** The numbers of the origins that decide which value a column has, and those that decide which rows there are. */
export const decidingOf = (column) => column.ways.slice(4).map((set) => sets[set]);

/** The columns whose values come from the origin of that name, or from what is in it. */
export function reachedFrom(name) {
  const within = new Set(
    origins.flatMap(([each], number) => (`${each}.`.replaceAll("[]", "").startsWith(`${name}.`.replaceAll("[]", "")) ? [number] : [])),
  );
  return models.flatMap((model) =>
    model.columns.filter((column) => originsOf(column).flat().some((origin) => within.has(origin))),
  );
}

/** The decisions that the models on the way of a column's values name. */
export function decisionsOn(column) {
  const relations = new Set();
  const seen = new Set();
  const walk = (number) => {
    if (number < 0 || seen.has(number)) return;
    seen.add(number);
    relations.add(places[number].relation);
    places[number].links.forEach((link) => walk(link.to));
  };
  walk(column.place);
  return [...new Set([...relations].flatMap((relation) => byName.get(relation)?.decisions ?? []))];
}
