// The page of the data dictionary: what the address names is what is shown.

import { h, put } from "../shared/dom.js";
import { columnLinks, columnPanel, originLink, prose, sourceLink } from "./column.js";
import { built, decisions, language, layers, models, named, origins, reachedFrom, sources, templates, version } from "./dictionary.js";
import { layerGraph } from "./graph.js";
import { searchBox } from "./search.js";
import { words } from "./words.js";

const ORDER = [...layers].reverse(); // what people ask for first
const main = h("main", { id: "main", tabindex: -1 });
const nav = navigation();
const go = (address) => (location.hash = address);

put(document.getElementById("page"),
  h("a", { class: "skip", href: "#main", onclick: (event) => (event.preventDefault(), main.focus()) }, words.skip),
  h("header", {}, h("a", { href: "#" }, words.dictionary), searchBox(go)),
  nav, main,
  h("footer", {}, h("p", {}, `${built ? words.built(built) : words.unbuilt} · ${words.program(version)} · `, h("a", { href: "#all" }, words.all)),
    h("details", {}, h("summary", {}, words.licences), h("pre", {}, LICENCES))));

addEventListener("hashchange", show);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.activeElement?.tagName === "INPUT") return;
  const large = main.querySelector("figure.large");
  if (large) large.classList.remove("large");
  else main.querySelector(".close")?.click();
});
show();

function show() {
  const address = decodeURIComponent(location.hash.slice(1));
  const { model, column } = named(address);
  put(main, view(address, model, column));
  document.title = address ? `${address} · ${words.dictionary}` : words.dictionary;
  nav.classList.remove("open");
  for (const link of nav.querySelectorAll("a")) {
    const isHere = link.dataset.name === model?.name;
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (isHere) link.closest("details").open = true;
  }
  if (!address) return;
  const isNarrow = matchMedia("(max-width: 1000px)").matches;
  const line = main.querySelector(".here") ?? (isNarrow ? null : main.querySelector("tr[aria-selected='true']"));
  line?.scrollIntoView({ block: "center" });
  (main.querySelector("#column") ?? main.querySelector("h1"))?.focus({ preventScroll: Boolean(line) });
}

function view(address, model, column) {
  if (!address) return overview();
  if (address === "all") return ORDER.flatMap((layer) => models.filter((each) => each.layer === layer).map((each) => modelView(each, null)));
  if (address.startsWith("origin/")) return originView(address.slice("origin/".length));
  if (address.startsWith("sql/")) return sourceView(address.slice("sql/".length));
  if (model) return modelView(model, column);
  return h("h1", { tabindex: -1 }, words.nothing);
}

function navigation() {
  const groups = ORDER.map((layer) => h("details", { open: !["intermediate", "staging"].includes(layer) },
    h("summary", {}, words.layers[layer]),
    models.filter((model) => model.layer === layer).map((model) => h("a", { href: `#${model.name}`, "data-name": model.name }, model.title ?? model.name))));
  const element = h("nav", { "aria-label": words.menu }, h("button", { class: "menu", onclick: () => element.classList.toggle("open") }, words.menu), groups);
  return element;
}

function overview() {
  const found = models.flatMap((model) => model.findings.map((finding) => ({ model, ...finding })));
  return [
    h("h1", { tabindex: -1 }, words.dictionary),
    h("p", {}, words.overview),
    built && (found.length
      ? [h("h3", {}, words.findings), h("ul", {}, found.map(({ model, severity, check, rows }) => h("li", {}, h("a", { href: `#${model.name}` }, model.name), ` ${severity}: ${check}: ${words.rows(rows)}`)))]
      : h("p", { class: "dim" }, words.clean)),
    h("h3", {}, words.graph), h("p", { class: "dim" }, words.graphHint),
    layerGraph(),
  ];
}

function modelView(model, column) {
  const links = (names) => names.flatMap((name, place) => [place ? ", " : "", h("a", { href: `#${name}` }, name)]);
  return h("section", { class: "model" },
    h("h1", { tabindex: -1 }, model.title && `${model.title} `, h("span", { class: "code" }, model.name), " ", h("span", { class: "tag" }, words.layers[model.layer])),
    h("p", {}, model.doc),
    h("p", { class: "dim" },
      model.rows == null ? "" : `${words.rows(model.rows)} · `, `${words.grain} ${model.grain.join(", ")} · `, sourceLink(model.template, 1)),
    model.parents.length > 0 && h("p", { class: "dim" }, `${words.parents}: `, links(model.parents)),
    model.children.length > 0 && h("p", { class: "dim" }, `${words.children}: `, links(model.children)),
    promises(model),
    h("div", { class: "split" }, columnTable(model, column), column && columnPanel(model, column, { closeTo: model.name })));
}

function promises(model) {
  return [
    model.findings.map(({ check, severity, rows }) => h("p", { class: "bad" }, `${severity}: ${check}: ${words.rows(rows)}`)),
    model.never.length > 0 && h("details", {}, h("summary", { class: "dim" }, `${words.promises}: ${model.never.length}`), h("ul", {}, model.never.map((what) => h("li", {}, words.never(what))))),
    model.decisions.map((title) => h("details", {}, h("summary", {}, title), h("blockquote", {}, prose(decisions[title])))),
  ];
}

function columnTable(model, chosen) {
  const head = [words.column, words.label, words.type, words.meaning];
  return h("table", {},
    h("thead", {}, h("tr", {}, head.map((word, place) => h("th", { class: place > 1 && "more" }, word)))),
    h("tbody", {}, model.columns.map((column) => h("tr", { "aria-selected": column === chosen && "true" },
      h("td", { class: "name" }, h("a", { href: `#${column.address}` }, column.name)),
      h("td", {}, column[language]),
      h("td", { class: "more dim" }, column.type, column.unit && h("div", {}, words.units[column.unit])),
      h("td", { class: "more" }, column.doc)))));
}

function originView(name) {
  const inside = origins.map(([each], number) => [each, number]).filter(([each]) => each === name || each.startsWith(`${name}.`) || each.startsWith(`${name}[]`));
  return [
    h("h1", { tabindex: -1 }, h("span", { class: "code" }, name)),
    inside.length ? h("p", {}, `${words.foundIn}: ${origins[inside[0][1]][1]}`) : h("p", {}, words.nothing),
    inside.length > 1 && h("p", {}, inside.flatMap(([, number], place) => [place ? ", " : "", originLink(number)])),
    h("h3", {}, words.leadsTo),
    columnLinks(reachedFrom(name)),
  ];
}

function sourceView(said) {
  const [, template, line] = said.match(/^(.*?)(?::(\d+))?$/);
  const text = sources[templates.indexOf(template)];
  const model = models.find((each) => templates[each.template] === template);
  return [
    h("h1", { tabindex: -1 }, h("span", { class: "code" }, template)),
    model && h("p", {}, h("a", { href: `#${model.name}` }, model.name)),
    text == null ? h("p", {}, words.nothing) : h("ol", { class: "source" }, text.trimEnd().split("\n").map((each, number) => h("li", { class: number + 1 === Number(line) && "here" }, each))),
  ];
}
