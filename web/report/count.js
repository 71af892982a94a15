// The counting: what passes the filters, and its numbers. Rows are only chosen, counted and sorted here; what they mean
// is decided by the model happenings.

import { facts, lastDay, tables, weekdayOf } from "./data.js";
import { periods } from "./state.js";

const { chats, openings, closes, replies, ratings } = tables;
const [REPLY, WAIT, OUTSIDE, REPORTED] = [1, 2, 4, 8];
const weekdays = Uint8Array.from({ length: lastDay + 2 }, (_, day) => weekdayOf(day));
chats.chat = Uint32Array.from({ length: chats.length }, (_, row) => row);

/** An order statistic between two neighbours, as SQL's quantile_cont has it; null of none. Puts `seconds` in another order:
    that of the wanted place is found without sorting all, which takes several times longer. */
export function quantile(seconds, share) {
  if (!seconds.length) return null;
  const place = (seconds.length - 1) * share;
  const low = Math.floor(place);
  select(seconds, low);
  if (place === low) return seconds[low];
  let next = Infinity;
  for (let row = low + 1; row < seconds.length; row++) if (seconds[row] < next) next = seconds[row];
  return seconds[low] + (next - seconds[low]) * (place - low);
}

/** Puts at a place what would stand there if all were sorted, what is less before it, what is more behind it (Hoare). */
function select(seconds, place) {
  let [low, high] = [0, seconds.length - 1];
  while (low < high) {
    const pivot = seconds[(low + high) >> 1];
    let [left, right] = [low, high];
    while (left <= right) {
      while (seconds[left] < pivot) left++;
      while (seconds[right] > pivot) right--;
      if (left <= right) {
        const held = seconds[left];
        seconds[left++] = seconds[right];
        seconds[right--] = held;
      }
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else return;
  }
}

/** How many are below a target. */
export function below(seconds, target) {
  let count = 0;
  for (const each of seconds) if (each < target) count++;
  return count;
}

/** Which chats pass what is asked of a chat: its channel, its medium, its tags. */
function passing(state) {
  const sets = Uint8Array.from(facts.sets, (set) => state.tags.every((tag) => set.some((number) => isTag(facts.tags[number], tag))));
  const some = (list, length) => {
    const chosen = new Uint8Array(length + 1).fill(state[list].length ? 0 : 1);
    for (const number of state[list]) chosen[number] = 1;
    return chosen;
  };
  const channel = some("channel", facts.names.channel.length);
  const medium = some("medium", facts.names.medium.length);
  const pass = new Uint8Array(chats.length);
  for (let row = 0; row < chats.length; row++) pass[row] = channel[chats.channel[row]] & medium[chats.medium[row]] & sets[chats.tags[row]];
  return { pass, team: some("team", facts.names.team.length), assignee: some("assignee", facts.names.staff.length) };
}

const isTag = (name, wanted) => name === wanted || (wanted.endsWith("/*") && (name === wanted.slice(0, -2) || name.startsWith(wanted.slice(0, -1))));

/** A test of rows of a table: for whom they are, and when they happened, but for the period. */
function chooser(state, { pass, team, assignee }, table) {
  const { weekday, hour } = state;
  return (row) =>
    pass[table.chat[row]] && team[table.team[row]] && assignee[table.assignee[row]] &&
    (weekday == null || (table.day[row] > 0 && weekdays[table.day[row]] === weekday)) &&
    (hour == null || (table.day[row] > 0 && table.hour[row] === hour));
}

/** What goes through the rows of a table that pass, in a period. */
function walker(state, chosen, { first, last }) {
  return (table, count) => {
    const passes = chooser(state, chosen, table);
    for (let row = 0; row < table.length; row++) if (table.day[row] >= first && table.day[row] <= last && passes(row)) count(row);
  };
}

/** The seconds of a wait, a reply or a resolution in the clocks that are asked for, and 1; 0 is none. */
function timer({ clock, wait }) {
  const column = clock === "calendar" ? (wait === "platform" ? replies.took : replies.customer) : wait === "platform" ? replies.operation : replies.operation_customer;
  const isOperating = clock === "operating";
  return {
    ofWait: (row) => column[row],
    ofReply: (row) => (isOperating && replies.shape[row] & OUTSIDE ? 0 : column[row]),
    resolution: isOperating ? closes.operation : closes.took,
  };
}

/** Numbers that grow, in few bytes. */
class Numbers {
  constructor() {
    this.values = new Uint32Array(1024);
    this.length = 0;
  }
  add(value) {
    if (this.length === this.values.length) {
      const wider = new Uint32Array(2 * this.length);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }
  all() {
    return this.values.subarray(0, this.length);
  }
}

/** Everything on the page, under the filters. */
export function counted(state) {
  const chosen = passing(state);
  const { now, before } = periods(state);
  return {
    now: measured(state, chosen, now),
    before: before && measured(state, chosen, before),
    ...details(state, chosen, now),
    backlog: backlog(chosen),
  };
}

/** The key numbers of a period. */
function measured(state, chosen, { first, last }) {
  const found = { chats: 0, opened: 0, reopened: 0, closed: 0, contact: 0, scores: new Uint32Array(6) };
  const [waits, answers, solved] = [new Numbers(), new Numbers(), new Numbers()];
  const each = walker(state, chosen, { first, last });
  const { ofWait, ofReply, resolution } = timer(state);
  each(chats, (row) => (found.chats += chats.created[row]));
  each(openings, (row) => (found.opened++, (found.reopened += openings.again[row])));
  each(closes, (row) => {
    found.closed++;
    found.contact += closes.contact[row];
    if (resolution[row]) solved.add(resolution[row] - 1);
  });
  each(replies, (row) => {
    if (replies.shape[row] & (WAIT | REPORTED) && ofWait(row)) waits.add(ofWait(row) - 1);
    if (replies.shape[row] & REPLY && ofReply(row)) answers.add(ofReply(row) - 1);
  });
  each(ratings, (row) => found.scores[ratings.score[row]]++);
  return { ...found, waits: waits.all(), replies: answers.all(), resolutions: solved.all() };
}

/** Day by day, hour by hour, tag by tag, person by person and team by team, and the rows to list. */
function details(state, chosen, { first, last }) {
  const daily = new Uint32Array(lastDay + 1);
  const heat = new Uint32Array(7 * 24);
  const sets = new Uint32Array(facts.sets.length);
  const people = new Map();
  const teams = new Map();
  const repliers = new Map();
  const days = new Map();
  const listed = [];
  const person = (map, number) => map.get(number) ?? map.set(number, { number, chats: 0, waits: new Numbers(), replies: new Numbers(), resolutions: new Numbers(), scores: 0, rated: 0 }).get(number);
  /** Whose a row is: the person's and the team's counts. */
  const owners = (table, row) => [person(people, table.assignee[row]), person(teams, table.team[row])];
  const each = walker(state, chosen, { first, last });
  const { ofWait, ofReply, resolution } = timer(state);
  const isListed = lister(state);
  each(chats, (row) => {
    if (!chats.created[row]) return;
    sets[chats.tags[row]]++;
    for (const owner of owners(chats, row)) owner.chats++;
    if (chats.day[row]) {
      daily[chats.day[row]]++;
      heat[(weekdays[chats.day[row]] - 1) * 24 + chats.hour[row]]++;
    }
  });
  each(replies, (row) => {
    const [wait, reply] = [ofWait(row), ofReply(row)];
    if (replies.shape[row] & (WAIT | REPORTED) && wait) {
      for (const owner of owners(replies, row)) owner.waits.add(wait - 1);
      if (replies.day[row]) (days.get(replies.day[row]) ?? days.set(replies.day[row], new Numbers()).get(replies.day[row])).add(wait - 1);
      if (isListed.wait(wait - 1)) listed.push({ table: "replies", row, value: wait - 1 });
    }
    if (replies.shape[row] & REPLY && reply) {
      for (const owner of owners(replies, row)) owner.replies.add(reply - 1);
      person(repliers, replies.replier[row]).replies.add(reply - 1);
    }
  });
  each(closes, (row) => {
    if (resolution[row]) for (const owner of owners(closes, row)) owner.resolutions.add(resolution[row] - 1);
  });
  each(ratings, (row) => {
    for (const owner of owners(ratings, row)) {
      owner.scores += ratings.score[row];
      owner.rated++;
    }
    if (isListed.score(ratings.score[row])) listed.push({ table: "ratings", row, value: ratings.score[row] });
  });
  listed.sort((a, b) => b.value - a.value || a.row - b.row);
  return { daily, heat, tags: tagTree(sets), people, teams, repliers, days, listed };
}

/** Which waits and which scores the list is about. */
function lister({ list }) {
  const [kind, ...numbers] = list.split(":");
  const [low, high] = numbers.map(Number);
  return {
    wait: (seconds) => kind === "slowest" || (kind === "between" && seconds >= low && seconds < high),
    score: (score) => kind === "score" && score === low,
  };
}

/** How many chats carry a tag or one below it, by the paths of the tree. */
function tagTree(sets) {
  const found = new Map();
  sets.forEach((count, number) => {
    if (!count) return;
    const paths = new Set(facts.sets[number].flatMap((tag) => {
      const parts = facts.tags[tag].split("/");
      return parts.map((_, end) => parts.slice(0, end + 1).join("/"));
    }));
    for (const path of paths) found.set(path, (found.get(path) ?? 0) + count);
  });
  return found;
}

/** How many cycles ran at the end of each day: of chats that pass, for whom they were when they began. */
function backlog(chosen) {
  const passes = chooser({ weekday: null, hour: null }, chosen, openings);
  const open = new Int32Array(lastDay + 2);
  for (let row = 0; row < openings.length; row++) {
    if (!openings.day[row] || !passes(row)) continue;
    open[openings.day[row]]++;
    if (openings.ended[row] && openings.ended[row] <= lastDay) open[openings.ended[row]]--;
  }
  for (let day = 1; day <= lastDay; day++) open[day] += open[day - 1];
  return open;
}
