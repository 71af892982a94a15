// The parts of the page that are texts and tables.

import { h } from "../shared/dom.js";
import { below, quantile } from "./count.js";
import { dateOf, facts, idOf, tables } from "./data.js";
import { choices, staffNames } from "./state.js";
import { words } from "./words.js";

const MOST_MEMBERS = 30;
const LOCALE = document.documentElement.lang;

export const whole = (number) => number.toLocaleString(LOCALE);
export const percent = (part, all) => (all ? `${((100 * part) / all).toFixed(1)} %` : "–");

/** The key numbers: each with what it is made of, and what it was before. */
export function keyNumbers({ now, before, backlog }, state, { last }) {
  const both = (count) => [count(now), before && count(before)];
  const rated = (found) => found.scores.subarray(1).reduce((all, each) => all + each, 0);
  const score = (found) => (rated(found) ? (found.scores.reduce((all, count, each) => all + count * each, 0) / rated(found)).toFixed(2) : "–");
  const timed = (name, list, share) => card(name, ...both((found) => words.seconds(quantile(found[list], share))), now[list].length);
  return [
    card("chats", ...both((found) => whole(found.chats))),
    timed("wait", "waits", 0.5),
    timed("wait90", "waits", 0.9),
    card("within", ...both((found) => percent(below(found.waits, state.target), found.waits.length)), now.waits.length),
    timed("reply", "replies", 0.5),
    timed("resolution", "resolutions", 0.5),
    card("reopened", ...both((found) => percent(found.reopened, found.opened)), now.opened),
    card("contact", ...both((found) => percent(found.contact, found.closed)), now.closed),
    card("csat", ...both(score), rated(now)),
    card("backlog", whole(backlog[last] ?? 0), undefined),
  ];
}

function card(name, value, before, count) {
  const said = before === undefined ? "" : before == null ? words.noBefore : words.before(before);
  return h("div", { class: "kpi", "data-kpi": name }, h("h2", {}, words.kpi[name]), h("b", {}, value), h("p", { class: "dim" }, [count == null ? "" : words.of(count), said].filter(Boolean).join(" · ")));
}

/** The tree of tags with how many chats carry each; `ask` is told the one that is clicked. */
export function tagTable(tree, all, ask) {
  const paths = [...tree.keys()].sort((a, b) => order(a, tree).localeCompare(order(b, tree)) || tree.get(b) - tree.get(a));
  const most = Math.max(1, ...tree.values());
  return h("table", {}, h("tbody", {}, paths.map((path) => {
    const depth = path.split("/").length - 1;
    const hasMore = paths.some((each) => each.startsWith(`${path}/`));
    return h("tr", {}, h("td", {}, h("button", { class: `plain depth${Math.min(depth, 3)}`, onclick: () => ask(hasMore ? `${path}/*` : path) }, path.split("/").at(-1) || path)),
      h("td", { class: "bar" }, meter(tree.get(path) / most)), h("td", { class: "number" }, whole(tree.get(path))), h("td", { class: "number dim" }, percent(tree.get(path), all)));
  })));
}

/** Branches by how many chats they have, each followed by what is below it. */
const order = (path, tree) => path.split("/").map((_, end, parts) => String(1e9 - tree.get(parts.slice(0, end + 1).join("/"))).padStart(10, "0") + parts[end]).join("/");

const meter = (share) => h("meter", { value: share.toFixed(3), min: 0, max: 1, "aria-hidden": "true" });

/** A row for each member of a filter, of `list`; `ask` is told the one that is clicked. */
export function membersTable(list, members, target, ask) {
  const rows = [...members.values()].sort((a, b) => b.chats - a.chats || b.waits.length - a.waits.length).slice(0, MOST_MEMBERS);
  return h("table", {}, head(words.members), h("tbody", {}, rows.map((one) => {
    const [waits, replies, solved] = [one.waits.all(), one.replies.all(), one.resolutions.all()];
    return h("tr", {}, h("td", {}, h("button", { class: "plain", onclick: () => ask({ [list]: [one.number] }) }, label(list, one.number))),
      numbers(whole(one.chats), whole(waits.length), words.seconds(quantile(waits, 0.5)), words.seconds(quantile(waits, 0.9)), percent(below(waits, target), waits.length),
        words.seconds(quantile(replies, 0.5)), words.seconds(quantile(solved, 0.5)), one.rated ? `${(one.scores / one.rated).toFixed(2)} (${one.rated})` : "–"));
  })));
}

export function repliersTable(repliers) {
  const rows = [...repliers.values()].sort((a, b) => b.replies.length - a.replies.length).slice(0, MOST_MEMBERS);
  return h("table", {}, head(words.repliers), h("tbody", {}, rows.map((one) => {
    const replies = one.replies.all();
    return h("tr", {}, h("td", {}, staffName(one.number)), numbers(whole(replies.length), words.seconds(quantile(replies, 0.5)), words.seconds(quantile(replies, 0.9))));
  })));
}

/** The chats behind the numbers, with links into the desk where the page has their ids. */
export function chatList(listed, isScore, most) {
  return h("table", {}, head(words.list, (place) => place === words.list.length - 1), h("tbody", {}, listed.slice(0, most).map(({ table, row, value }) => {
    const { chat, day, assignee, team } = tables[table];
    const tags = facts.sets[tables.chats.tags[chat[row]]].map((tag) => facts.tags[tag]);
    return h("tr", {}, h("td", { class: "code" }, link(chat[row])), h("td", {}, day[row] ? dateOf(day[row]) : ""), h("td", {}, staffName(assignee[row])),
      h("td", {}, choices.team[team[row]].name ?? ""), h("td", {}, tags.join(", ")), h("td", { class: "number" }, isScore ? value : words.seconds(value)));
  })));
}

function link(chat) {
  const id = idOf(chat);
  if (!id) return words.older;
  const channel = facts.ids.channel[tables.chats.channel[chat] - 1];
  const address = facts.desk.replaceAll("{channelId}", encodeURIComponent(channel ?? "")).replaceAll("{id}", encodeURIComponent(id));
  return channel && /^https?:/.test(address) ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, id) : id;
}

const staffName = (number) => (number ? staffNames[number - 1] : words.none);
const head = (names, isNumber = (place) => place > 0) => h("thead", {}, h("tr", {}, names.map((name, place) => h("th", { class: isNumber(place) && "number" }, name))));
const numbers = (...values) => values.map((value) => h("td", { class: "number" }, value));

/** The filters in words: for people who read a print. */
export function sentence(state, { now, before }) {
  const dates = (from, to) => `${dateOf(Math.max(1, from))} – ${dateOf(to)}`;
  const chosen = (list) => state[list].map((number) => label(list, number)).join(", ");
  const parts = [
    dates(now.first, now.last), before && before.last > 0 && words.beside(dates(before.first, before.last)),
    ...["channel", "team", "assignee", "medium"].filter((list) => state[list].length).map((list) => `${words.filters[list]}: ${chosen(list)}`),
    state.tags.length > 0 && words.tagged(state.tags),
    state.weekday && words.on(words.weekdays[state.weekday - 1]),
    state.hour != null && words.at(state.hour),
    words.clock[state.clock], words.wait[state.wait],
  ];
  return `${words.sentence} ${parts.filter(Boolean).join(" · ")}`;
}

/** What people read for a choice of a filter. */
export function label(list, number) {
  const { key, name } = choices[list][number];
  if (list === "medium" && key === "native") return words.native;
  return name ?? words.none;
}
