// The report's page: the address says what is asked for, and every change of it is counted and drawn anew.

import { h, put } from "../shared/dom.js";
import * as charts from "./charts.js";
import { below, counted, quantile } from "./count.js";
import { dateOf, dayOf, facts, lastDay } from "./data.js";
import { LISTS, START, choices, command, periods, read, tagChoices, written } from "./state.js";
import * as views from "./views.js";
import { words } from "./words.js";

let state = read(location.hash.slice(1));
let awaited = null;
let most = 20; // chats that are listed

const places = Object.fromEntries(["numbers", "tagged", "people", "teams", "repliers", "listed", "listTitle", "sentence", "chips", "unit"].map((name) => [name, h("div", { id: `at-${name}` })]));
const code = h("code", {});
const inputs = {};

put(document.getElementById("page"),
  h("a", { class: "skip", href: "#", onclick: (event) => (event.preventDefault(), places.numbers.focus()) }, words.skip),
  h("header", {}, h("h1", {}, words.title), ...filterBar()),
  h("p", { class: "sentence", role: "status" }, places.sentence),
  h("main", {}, Object.assign(places.numbers, { tabIndex: -1 }),
    section("daily", charts.frame("daily"), "wide"), section("trend", charts.frame("trend")), section("spread", charts.frame("spread")),
    section("heat", charts.frame("heat")), section("backlog", charts.frame("backlog")),
    section("tags", places.tagged), section("csat", charts.frame("csat")),
    section("teams", h("div", { class: "scroll" }, places.teams), "wide"),
    section("people", h("div", { class: "scroll" }, places.people), "wide"), section("repliers", h("div", { class: "scroll" }, places.repliers), "wide"),
    section("list", h("div", {}, places.listTitle, h("div", { class: "scroll" }, places.listed)), "wide"),
    !facts.masked && h("section", { class: "wide" }, h("h2", {}, words.command), h("p", { class: "command" }, code, " ", h("button", { onclick: copy }, words.copy)))),
  footer());

for (const way of ["hashchange", "popstate"]) {
  addEventListener(way, () => {
    if (location.hash.slice(1) === written(state)) return;
    state = read(location.hash.slice(1));
    show();
  });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
addEventListener("resize", charts.resize);
addEventListener("beforeprint", charts.onPaper);
addEventListener("afterprint", redraw);
show();
globalThis.report = { ready: performance.now(), count: () => counted(state), quantile, below, state: () => state };

function section(name, content, kind = "") {
  const hint = words.hints[name];
  return h("section", { class: kind }, h("h2", {}, words.charts[name], hint && h("small", {}, ` ${hint}`)), content);
}

/** Asks for something else: what `changes` names. Going back undoes it. */
function change(changes, { isPassing = false } = {}) {
  state = { ...state, ...changes };
  if (state.from != null && state.to != null && state.from > state.to) state.to = state.from;
  most = 20;
  history[isPassing ? "replaceState" : "pushState"](null, "", `#${written(state)}`);
  show();
}

/** Lists other chats, and leads there. */
function list(which) {
  change({ list: which });
  places.listTitle.scrollIntoView({ block: "center" });
}

function show() {
  const began = performance.now();
  const found = counted(state);
  const { now, before } = periods(state);
  const bars = charts.buckets(Math.max(1, now.first), Math.min(now.last, lastDay));
  const { chats, opened, closed, replies, waits } = found.now;
  const isEmpty = !(chats || opened || closed || replies.length || waits.length);
  put(places.sentence, views.sentence(state, { now, before }), isEmpty && h("strong", {}, ` ${words.nobody}`));
  put(places.numbers, views.keyNumbers(found, state, now));
  put(places.tagged, views.tagTable(found.tags, found.now.chats, addTag));
  put(places.teams, views.membersTable("team", found.teams, state.target, change));
  put(places.people, views.membersTable("assignee", found.people, state.target, change));
  put(places.repliers, views.repliersTable(found.repliers));
  showList(found.listed);
  code.textContent = command(state);
  showFilters();
  globalThis.took = performance.now() - began;
  cancelAnimationFrame(awaited); // of several changes in a moment only the last is drawn
  awaited = requestAnimationFrame(() => {
    charts.drawDaily(found, bars, ({ first, last }) => change({ from: first, to: last }));
    charts.drawTrend(found, bars);
    charts.drawSpread(found.now.waits, state.target, (low, high) => list(`between:${low}:${high}`));
    charts.drawHeat(found.heat, (weekday, hour) => change({ weekday, hour }));
    charts.drawBacklog(found.backlog, bars);
    charts.drawScores(found.now.scores, (score) => list(`score:${score}`));
    globalThis.drawn = performance.now() - began;
  });
}

function showList(listed) {
  const which = h("select", { "aria-label": words.which, onchange: ({ target }) => change({ list: target.value }) },
    listChoices().map(([value, said]) => h("option", { value }, said)));
  which.value = state.list;
  put(places.listTitle, h("p", {}, which, ` ${words.some(Math.min(most, listed.length), listed.length)} `,
    listed.length > most && h("button", { onclick: () => ((most *= 5), showList(listed)) }, words.more)));
  put(places.listed, views.chatList(listed, state.list.startsWith("score"), most));
}

/** What can be listed: beside those of the page what the address names. */
function listChoices() {
  const bins = charts.EDGES.slice(0, -1).map((low, place) => `between:${low}:${Math.min(charts.EDGES[place + 1], 4_000_000_000)}`);
  const scores = [1, 2, 3, 4, 5].map((score) => `score:${score}`);
  return [...new Set(["slowest", ...bins, ...scores, state.list])].map((value) => [value, listName(value)]);
}

function listName(value) {
  const [kind, ...numbers] = value.split(":");
  if (kind === "slowest") return words.lists.slowest;
  return kind === "score" ? words.lists.score(numbers[0]) : words.lists.between(charts.between(...numbers.map(Number)));
}

function addTag(tag) {
  if (!state.tags.includes(tag)) change({ tags: [...state.tags, tag] });
}

/** The filters: made once, and shown as they are after each change. */
function filterBar() {
  const date = (end) => (inputs[end] = h("input", { type: "date", "aria-label": words[end], min: dateOf(1), max: dateOf(lastDay), onchange: ({ target }) => change({ [end]: target.value ? dayOf(target.value) : null }) }));
  const presets = h("select", { "aria-label": words.period, onchange: ({ target }) => change(preset(target.value)) }, h("option", { value: "" }, words.period), Object.entries(words.presets).map(([value, said]) => h("option", { value }, said)));
  const tag = h("select", { "aria-label": words.addTag, onchange: ({ target }) => target.value && addTag(target.value) }, h("option", { value: "" }, words.addTag), tagChoices.map((each) => h("option", { value: each }, each)));
  const slider = h("input", { type: "range", min: 0, max: words.targets.length - 1, "aria-label": words.target, oninput: ({ target }) => change({ target: words.targets[target.value][0] }, { isPassing: true }) });
  Object.assign(inputs, { presets, tag, slider, target: h("output", {}) });
  const either = (name) => (inputs[name] = h("select", { "aria-label": name, onchange: ({ target }) => change({ [name]: target.value }) }, Object.entries(words[name]).map(([value, said]) => h("option", { value }, said))));
  return [
    h("span", { class: "group" }, presets, date("from"), "–", date("to")),
    ...LISTS.filter((list) => choices[list].length > 2).map(listFilter),
    tag, either("clock"), either("wait"),
    h("label", { class: "group" }, words.target, slider, inputs.target),
    h("button", { onclick: () => change(structuredClone(START)) }, words.reset), places.chips,
  ];
}

function listFilter(list) {
  const boxes = choices[list].map((_, number) => h("input", { type: "checkbox", value: number, onchange: () => change({ [list]: boxes.filter((box) => box.checked).map((box) => Number(box.value)) }) }));
  const said = h("summary", {});
  inputs[list] = { boxes, said };
  const menu = h("details", { class: "menu", onkeydown: (event) => event.key === "Escape" && ((menu.open = false), said.focus()) }, said,
    h("div", {}, boxes.map((box, number) => h("label", {}, box, ` ${views.label(list, number)}`))));
  return menu;
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

function showFilters() {
  for (const end of ["from", "to"]) inputs[end].value = state[end] == null ? "" : dateOf(state[end]);
  for (const list of LISTS) {
    if (!inputs[list]) continue;
    inputs[list].boxes.forEach((box, number) => (box.checked = state[list].includes(number)));
    inputs[list].said.textContent = `${words.filters[list]}: ${state[list].length ? state[list].map((number) => views.label(list, number)).join(", ") : words.all}`;
  }
  for (const name of ["clock", "wait"]) inputs[name].value = state[name];
  inputs.presets.value = inputs.tag.value = "";
  const place = words.targets.findIndex(([seconds]) => seconds >= state.target);
  inputs.slider.value = place < 0 ? words.targets.length - 1 : place;
  inputs.target.textContent = words.targets.find(([seconds]) => seconds === state.target)?.[1] ?? words.seconds(state.target);
  const chip = (said, without) => h("button", { class: "chip", onclick: () => change(without) }, `${said} ×`);
  put(places.chips, state.tags.map((tag) => chip(tag, { tags: state.tags.filter((each) => each !== tag) })),
    state.list !== START.list && chip(listName(state.list), { list: START.list }),
    state.weekday != null && chip(words.on(words.weekdays[state.weekday - 1]), { weekday: null }), state.hour != null && chip(words.at(state.hour), { hour: null }));
}

function preset(name) {
  const days = { days7: 7, days28: 28, year: 365 }[name];
  if (days) return { from: Math.max(1, lastDay - days + 1), to: lastDay };
  if (name !== "month") return { from: null, to: null };
  const first = `${dateOf(lastDay).slice(0, 7)}-01`;
  const to = dayOf(first) - 1;
  return { from: Math.max(1, dayOf(`${dateOf(to).slice(0, 7)}-01`)), to };
}

async function copy({ target }) {
  await navigator.clipboard.writeText(code.textContent);
  target.textContent = words.copied;
}

function redraw() {
  charts.forget();
  show();
}

function footer() {
  return h("footer", {}, h("details", { open: true }, h("summary", {}, words.definitions), h("ul", {}, words.notes.map((note) => h("li", {}, note)))),
    h("p", {}, words.built(facts.built, facts.version), facts.masked && ` ${words.masked}`),
    h("details", { class: "licences" }, h("summary", {}, words.licences), h("pre", {}, LICENCES)));
}
