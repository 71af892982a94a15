// The search: columns and models by name, label and meaning. Japanese has no spaces, so its texts are cut into pairs of
// characters; names are cut where a word of them begins.

import MiniSearch from "minisearch";

import { h, put } from "../shared/dom.js";
import { language, models } from "./dictionary.js";
import { words } from "./words.js";

const SHOWN = 30;
const WIDE = /[\u3040-\u30ff\u3400-\u9fff々ー]+/g;
const LATIN = /^[\p{Script=Latin}\p{N}]/u;

/** The words of a text: of Latin ones parts too, of Japanese ones every two characters that stand together. */
export function tokens(text) {
  const wide = (text.match(WIDE) ?? []).flatMap((run) =>
    run.length === 1 ? [run] : Array.from({ length: run.length - 1 }, (_, start) => run.slice(start, start + 2)),
  );
  const latin = text.replace(WIDE, " ").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const parts = latin.flatMap((word) => word.split(/(?<=[a-z0-9])(?=[A-Z])/));
  return [...latin, ...(parts.length > latin.length ? parts : []), ...wide];
}

/** The words of a question: of a name like waitingTime its parts, so that operationWaitingTime is found too. */
const asked = (text) => tokens(text).filter((word, _, all) => !/[a-z0-9][A-Z]/.test(word) || all.length === 1);

function index() {
  const search = new MiniSearch({ fields: ["name", "en", "ja", "doc"], tokenize: tokens, storeFields: ["address", "name", "en", "ja", "doc"] });
  const entries = models.flatMap((model) => [
    { address: model.name, name: model.name, en: model.title ?? "", ja: model.title ?? "", doc: model.doc },
    ...model.columns.map(({ address, en, ja, doc }) => ({ address, name: address, en, ja, doc })),
  ]);
  search.addAll(entries.map((entry, id) => ({ id, ...entry })));
  return search;
}

const WEIGHT = { sheets: 2.2, marts: 1.8, reports: 1.6, intermediate: 0.7, staging: 0.6 };
const layerOf = new Map(models.map((model) => [model.name, model.layer]));

/** The addresses that a question finds, the best first. */
export function finder() {
  const search = index();
  return (question) =>
    search
      .search(question, {
        tokenize: asked,
        combineWith: "AND",
        prefix: (term) => LATIN.test(term) || term.length === 1,
        fuzzy: (term) => (term.length > 4 && LATIN.test(term) ? 0.2 : false),
        boost: { name: 3, en: 2, ja: 2 },
        boostDocument: (_, __, stored) => WEIGHT[layerOf.get(stored.address) ?? layerOf.get(stored.address.replace(/\.[^.]+$/, ""))] ?? 1,
      })
      .slice(0, SHOWN);
}

/** The box and its list; `go` is told the address that is chosen. */
export function searchBox(go) {
  let find;
  let chosen = 0;
  const list = h("ol", { id: "found", role: "listbox", hidden: true });
  const input = h("input", {
    type: "search", role: "combobox", placeholder: words.search, "aria-label": words.search,
    "aria-controls": "found", "aria-expanded": "false", autocomplete: "off",
    oninput: show, onkeydown: steer, onblur: () => setTimeout(close, 150),
  });
  const items = () => [...list.querySelectorAll("li")];

  function show() {
    find ??= finder();
    const isAsked = Boolean(input.value.trim());
    const hits = isAsked ? find(input.value) : [];
    chosen = 0;
    put(list, hits.length ? hits.map((hit, number) => item(hit, number)) : h("p", { class: "dim" }, words.noHits));
    list.hidden = !isAsked;
    input.setAttribute("aria-expanded", String(isAsked));
    mark();
  }

  function item(hit, number) {
    const label = language === "ja" ? hit.ja : hit.en;
    return h("li", { role: "option", id: `hit${number}`, onmousedown: () => choose(hit.address), "data-address": hit.address },
      h("span", { class: "code" }, hit.address), label ? `  ${label}` : "", h("small", {}, hit.doc));
  }

  function mark() {
    items().forEach((each, number) => each.setAttribute("aria-selected", String(number === chosen)));
    items()[chosen]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items().length ? `hit${chosen}` : "");
  }

  function steer(event) {
    const count = items().length;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && count) choose(items()[chosen].dataset.address);
    else if (count && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      mark();
      event.preventDefault();
    }
  }

  function choose(address) {
    input.value = "";
    close();
    go(address);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if ((event.key === "/" && !isTyping) || (event.key === "k" && (event.metaKey || event.ctrlKey))) {
      event.preventDefault();
      input.focus();
    }
  });
  return h("div", { class: "search", role: "search" }, input, list);
}
