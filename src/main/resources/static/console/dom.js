// Everything reaches the page as text, never as markup.

/** A new element with a class, and with texts and elements in it. */
export function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.append(...content);
  return element;
}

/** Touches the page only where something has changed, so that nothing flickers and a selection stays. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Keeps one child of the parent for each item, in the items' order; makes and updates them as told. */
export function keep(parent, items, keyOf, create, update) {
  const children = new Map([...parent.children].map(child => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    let child = children.get(key);
    if (child) {
      children.delete(key);
    } else {
      child = create(item);
      child.dataset.key = key;
    }
    update(child, item);
    if (parent.children[index] !== child) {
      parent.insertBefore(child, parent.children[index] ?? null);
    }
  });
  children.forEach(child => child.remove());
}
