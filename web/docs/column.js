// What is known of one column: its meaning, its checks, its decisions, and where its values come from.

import { h } from "../shared/dom.js";
import { addressOf, decidingOf, decisions, decisionsOn, language, origins, originsOf, places, sources, templates } from "./dictionary.js";
import { pathGraph } from "./graph.js";
import { words } from "./words.js";

/** The panel of a column. */
export function columnPanel(model, column, { closeTo } = {}) {
  const other = language === "ja" ? column.en : column.ja;
  return h("aside", { "aria-label": column.address },
    closeTo && h("button", { class: "close", "aria-label": words.close, onclick: () => (location.hash = closeTo) }, "×"),
    h("h2", { tabindex: -1, id: "column" }, h("span", { class: "code" }, column.address)),
    h("p", {}, h("strong", {}, column[language]), other && h("span", { class: "dim" }, ` ${other}`)),
    h("p", {}, column.doc),
    h("ul", { class: "tags" }, facts(column).map((fact) => h("li", {}, fact))),
    findings(model, column),
    decided(column),
    lineage(column));
}

/** A text of DECISIONS.md: what stands between backticks is code. */
export const prose = (text) => text.split("`").map((part, place) => (place % 2 ? h("code", {}, part) : part));

function facts(column) {
  return [
    column.type,
    column.unit && words.units[column.unit],
    column.required && words.required,
    column.accepted && words.accepted(column.accepted),
    column.references && words.references(column.references),
    column.least != null && words.least(column.least),
    column.hidden && words.hidden,
  ].filter(Boolean);
}

function findings(model, column) {
  const found = model.findings.filter(({ check }) => check.endsWith(`: ${column.name}`));
  return found.map(({ check, severity, rows }) => h("p", { class: "bad" }, `${severity}: ${check}: ${words.rows(rows)}`));
}

function decided(column) {
  const titles = decisionsOn(column);
  return titles.length && [h("h3", {}, words.decisions), titles.map((title) => h("details", {}, h("summary", {}, title), h("blockquote", {}, prose(decisions[title]))))];
}

function lineage(column) {
  const ways = originsOf(column);
  const [conditions, rowsBy] = decidingOf(column);
  const hasOrigins = ways.some((numbers) => numbers.length);
  return [
    h("h3", {}, words.comesFrom),
    hasOrigins ? h("table", {}, h("tbody", {}, ways.map((numbers, how) => waysRow(words.how[how], numbers)))) : h("p", { class: "dim" }, words.counted),
    folded(words.conditions, conditions),
    folded(words.rowsBy, rowsBy),
    hasOrigins && [h("h3", {}, words.path), pathGraph(column.place), h("details", {}, h("summary", {}, words.steps), steps(column.place, new Set()))],
  ];
}

function waysRow(said, numbers) {
  return numbers.length > 0 && h("tr", {}, h("td", {}, h("span", { class: "how", title: words.howMeans[words.how.indexOf(said)] }, said)), h("td", {}, listed(numbers)));
}

const listed = (numbers) => numbers.flatMap((number, place) => [place ? ", " : "", originLink(number)]);

/** A link to what an origin leads to. */
export function originLink(number) {
  const [name, foundIn] = origins[number];
  return h("a", { class: "code", href: `#origin/${name}`, title: foundIn }, name);
}

function folded(said, numbers) {
  return numbers.length > 0 && h("details", {}, h("summary", { class: "dim" }, said(numbers.length)), listed(numbers));
}

function steps(number, seen) {
  return h("ul", { class: "steps" }, places[number].links.map((link) => {
    const place = link.to < 0 ? null : places[link.to];
    const again = seen.has(link.to);
    seen.add(link.to);
    return h("li", {},
      place ? h("a", { class: "code", href: `#${addressOf(place)}` }, addressOf(place)) : originLink(-1 - link.to),
      place?.only && h("span", { class: "dim" }, ` ${place.only}`), " ",
      h("span", { class: "how" }, again && place?.links.length ? words.again : words.how[link.how]),
      h("span", { class: "line" }, sourceLink(link.template, link.line), " ", h("code", {}, lineOf(link))),
      place && !again && steps(link.to, seen));
  }));
}

const lineOf = ({ template, line }) => sources[template]?.split("\n")[line - 1]?.trim() ?? "";

/** A link to a line of a template, if the page has its text. */
export function sourceLink(template, line) {
  const said = `${templates[template]}:${line}`;
  return sources[template] == null ? said : h("a", { href: `#sql/${said}` }, said);
}

/** The columns of a model as links, for lists of what a field leads to. */
export function columnLinks(columns) {
  return h("table", {}, h("tbody", {}, columns.map((column) => h("tr", {},
    h("td", { class: "name" }, h("a", { href: `#${column.address}` }, column.address)),
    h("td", {}, column[language] || column.doc)))));
}
