// The page's rows, unpacked: typed arrays, a table each. What they mean is in sql/report/rows.sql.

import { data } from "../shared/dom.js";

export const facts = data();

const DAY = 86_400_000;
const begins = Date.parse(`${facts.begins}T00:00Z`);
const WIDTHS = [null, Uint8Array, Uint16Array, Uint32Array, Uint32Array];

/** The date of a day's number, and back. */
export const dateOf = (day) => new Date(begins + day * DAY).toISOString().slice(0, 10);
export const dayOf = (date) => Math.round((Date.parse(`${date}T00:00Z`) - begins) / DAY);

/** 1 Monday … 7 Sunday. */
export const weekdayOf = (day) => ((new Date(begins + day * DAY).getUTCDay() + 6) % 7) + 1;

/** The number of the last day on which something happened. */
export const lastDay = facts.ends ? dayOf(facts.ends) : 0;

export const tables = await unpacked();
export const ids = new TextDecoder().decode(await bytes("ids")).split("\n").filter(Boolean);

/** The id of a chat by its number, where the page has it: it has those of the newest ones. */
export const idOf = (chat) => ids[chat - (tables.chats.length - ids.length)];

async function bytes(id) {
  const text = document.getElementById(id).textContent;
  const packed = Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpacked() {
  const all = await bytes("rows");
  const found = {};
  let at = 0;
  for (const [table, { rows, ...widths }] of Object.entries(facts.heads)) {
    const columns = { length: rows };
    for (const [name, width] of Object.entries(widths)) {
      const column = new WIDTHS[width](rows);
      for (let plane = 0; plane < width; plane++, at += rows) {
        for (let row = 0; row < rows; row++) column[row] |= all[at + row] << (8 * plane);
      }
      columns[name] = column;
    }
    found[table] = columns;
  }
  for (const [name, table] of Object.entries(found)) if (name !== "chats") spread(table, found.chats);
  const { closes, replies, openings } = found;
  closes.operation = like(closes.operation, (row) => closes.took[row]);
  replies.replier = like(replies.replier, (row) => replies.assignee[row]);
  replies.operation = like(replies.operation, (row) => replies.took[row]);
  replies.customer = like(replies.customer, (row) => replies.took[row]);
  replies.operation_customer = like(replies.operation_customer, (row) => replies.operation[row]);
  for (let row = 0; row < openings.length; row++) if (openings.ended[row]) openings.ended[row] += openings.day[row] - 1;
  return found;
}

/** The numbers of a column in which 0 stands for the same as another one. */
function like(coded, other) {
  const out = new Uint32Array(coded.length);
  for (let row = 0; row < coded.length; row++) out[row] = coded[row] ? coded[row] - 1 : other(row);
  return out;
}

/** The chat's number from the distances, and what stands relative to the chat's creation. */
function spread(table, chats) {
  const chat = new Uint32Array(table.length);
  for (let row = 0, number = 0; row < table.length; row++) chat[row] = number += table.chat[row];
  table.chat = chat;
  if (table.ended) table.ended = Uint32Array.from(table.ended);
  for (const name of ["day", "assignee", "team", "hour"]) table[name] = like(table[name], (row) => chats[name][chat[row]]);
}
