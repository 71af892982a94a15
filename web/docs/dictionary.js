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

/** The numbers of the origins of a column's values, each with the plainest way (0 copied … 3 aggregated). */
export function originsOf(column) {
  const known = new Map();
  const of = (number) => {
    if (known.has(number)) return known.get(number);
    const ways = new Map();
    known.set(number, ways);
    for (const link of places[number].links) {
      const below = link.to < 0 ? [[-1 - link.to, 0]] : of(link.to);
      for (const [origin, how] of below) {
        const worst = Math.max(how, link.how);
        ways.set(origin, Math.min(worst, ways.get(origin) ?? worst));
      }
    }
    return ways;
  };
  return of(column.place);
}

/** The columns whose values come from the origin of that name, or from what is in it. */
export function reachedFrom(name) {
  const within = new Set(
    origins.flatMap(([each], number) => (`${each}.`.replaceAll("[]", "").startsWith(`${name}.`.replaceAll("[]", "")) ? [number] : [])),
  );
  return models.flatMap((model) =>
    model.columns.filter((column) => [...originsOf(column).keys()].some((origin) => within.has(origin))),
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
