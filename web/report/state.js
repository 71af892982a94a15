// What is asked for: the filters, as the address holds them.

import { facts, lastDay, dateOf, dayOf } from "./data.js";

export const LISTS = ["channel", "team", "assignee", "medium"];
const WORDS = { channel: "channel", team: "team", assignee: "staff", medium: "medium" };
const NONE = "-"; // of no team, of nobody

/** The words that a filter may have: what stands in the address, and what people read. The first is none of them. */
export const choices = Object.fromEntries(
  LISTS.map((list) => {
    const names = facts.names[WORDS[list]];
    const keys = facts.ids[WORDS[list]].length ? facts.ids[WORDS[list]] : names;
    return [list, [{ key: NONE, name: null }, ...names.map((name, number) => ({ key: keys[number], name }))]];
  }),
);

export const staffNames = facts.names.staff;

/** All tags and, of those with others below, their subtrees. */
export const tagChoices = [
  ...new Set(facts.tags.flatMap((tag) => {
    const parts = tag.split("/");
    return [...parts.slice(0, -1).map((_, end) => `${parts.slice(0, end + 1).join("/")}/*`), tag];
  })),
].sort();

export const START = {
  from: null, to: null, channel: [], team: [], assignee: [], medium: [], tags: [], weekday: null, hour: null,
  clock: "calendar", wait: "platform", target: 900, list: "slowest",
};

/** The filters that an address names; what it does not know is left out. */
export function read(address) {
  const said = new URLSearchParams(address);
  const state = structuredClone(START);
  for (const end of ["from", "to"]) if (/^\d{4}-\d\d-\d\d$/.test(said.get(end) ?? "")) state[end] = dayOf(said.get(end));
  for (const list of LISTS) state[list] = said.getAll(list).map((key) => choices[list].findIndex((each) => each.key === key)).filter((number) => number >= 0);
  state.tags = said.getAll("tags").filter((tag) => tagChoices.includes(tag));
  for (const [name, most] of [["weekday", 7], ["hour", 23], ["target", 864_000]]) {
    const number = Number.parseInt(said.get(name) ?? "", 10);
    if (number >= 0 && number <= most) state[name] = number;
  }
  if (said.get("clock") === "operating") state.clock = "operating";
  if (said.get("wait") === "customer") state.wait = "customer";
  if (/^(slowest|score:[1-5]|between:\d+:\d+)$/.test(said.get("list") ?? "")) state.list = said.get("list");
  return state;
}

/** The address of filters: only what differs from the start. */
export function written(state) {
  const said = new URLSearchParams();
  for (const end of ["from", "to"]) if (state[end] != null) said.set(end, dateOf(state[end]));
  for (const list of LISTS) for (const number of state[list]) said.append(list, choices[list][number].key);
  for (const tag of state.tags) said.append("tags", tag);
  for (const name of ["weekday", "hour"]) if (state[name] != null) said.set(name, state[name]);
  for (const name of ["clock", "wait", "target", "list"]) if (state[name] !== START[name]) said.set(name, state[name]);
  return said.toString();
}

/** The days of a period, and those of the equally long one before; none before all there is. */
export function periods({ from, to }) {
  const [first, last] = [from ?? 1, to ?? lastDay];
  const isAll = from == null && to == null;
  return {
    now: { first: isAll ? 0 : first, last }, // day 0 is that of what has no date
    before: isAll ? null : { first: first - (last - first + 1), last: first - 1 },
  };
}

/** The command that exports the chats which these filters are about. */
export function command(state) {
  const quoted = (word) => (/^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  const words = ["wh export --as YOU --reason '…'"];
  if (state.from != null) words.push(`--from ${dateOf(state.from)}`);
  if (state.to != null) words.push(`--to ${dateOf(state.to + 1)}`);
  for (const list of LISTS) for (const number of state[list]) if (number) words.push(`--${list} ${quoted(choices[list][number].key)}`);
  for (const tag of state.tags) words.push(`--tag ${quoted(tag)}`);
  return words.join(" ");
}
