// Elements made from code. Texts stay texts: nothing that the data says is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with its attributes, its listeners (`onclick: …`) and its children; null and false are left out. */
export function h(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same of an element of SVG. */
export function s(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((each) => each != null && each !== false));
  return element;
}

/** The page's data. */
export function data(id = "meta") {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Puts children in place of those that an element has. */
export function put(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((each) => each != null && each !== false));
  return element;
}
