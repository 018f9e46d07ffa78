/** Return the element with an id. Throws when the page has none of this type: page and code belong together. */
export function element<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`expected a ${type.name} with id '${id}' in the page`);
  return found;
}

/** Return a new button. */
export function button(text: string, name: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}
