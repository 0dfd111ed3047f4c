// Elements and drawn icons.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value);
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const stroke = (path, size, width) =>
  `<svg viewBox="0 0 24 24" width="${size}" height="${size}" fill="none" stroke="currentColor" ` +
  `stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

const PATHS = {
  back: '<path d="M15 4l-8 8 8 8"/>',
  more: '<g fill="currentColor" stroke="none"><circle cx="5" cy="12" r="1.7"/><circle cx="12" cy="12" r="1.7"/><circle cx="19" cy="12" r="1.7"/></g>',
  next: '<path d="M9 5l7 7-7 7"/>',
  lines: '<path d="M5 6.500h14M5 12h14M5 17.500h14"/>',
  keyboard: '<circle cx="12" cy="12" r="10"/><path d="M7.5 9.2h.01M10.5 9.2h.01M13.5 9.2h.01M16.5 9.2h.01M7.5 12.2h.01M10.5 12.2h.01M13.5 12.2h.01M16.5 12.2h.01M9 15.6h6"/>',
  menu: '<circle cx="12" cy="12" r="10"/><path d="M7.5 9h9M7.5 12.2h9M7.5 15.4h9"/>',
  voice: '<circle cx="12" cy="12" r="10"/><path d="M9.2 10.4a2.6 2.6 0 0 1 0 3.2M11.8 8.6a5.4 5.4 0 0 1 0 6.8M14.4 6.8a8.2 8.2 0 0 1 0 10.4"/>',
  face: '<circle cx="12" cy="12" r="10"/><path d="M8.6 9.6h.01M15.4 9.6h.01M7.6 13.4c1 2.4 2.6 3.6 4.4 3.6s3.400-1.200 4.400-3.600z"/>',
  plus: '<circle cx="12" cy="12" r="10"/><path d="M12 7v10M7 12h10"/>',
  image: '<rect x="3" y="4.500" width="18" height="15" rx="2.500"/><circle cx="8.500" cy="9.500" r="1.600"/><path d="M4 17.500l5-5 3.500 3.500 3-3 4.500 4.500"/>',
  camera: '<path d="M4 8h3.500l1.500-2.500h6L16.500 8H20a1.500 1.500 0 0 1 1.500 1.500v8A1.500 1.500 0 0 1 20 19H4a1.500 1.500 0 0 1-1.500-1.500v-8A1.500 1.500 0 0 1 4 8z"/><circle cx="12" cy="13.200" r="3.400"/>',
  place: '<path d="M12 21.500s7-6.300 7-11.700a7 7 0 0 0-14 0c0 5.400 7 11.700 7 11.700z"/><circle cx="12" cy="9.700" r="2.600"/>',
  file: '<path d="M6 2.500h8l4.500 4.500v14.500H6zM14 2.500V7h4.500M9 12.500h6M9 16h6"/>',
  link: '<path d="M10 14a4 4 0 0 0 6 .4l3-3a4.200 4.200 0 0 0-6-6l-1.200 1.200M14 10a4 4 0 0 0-6-.4l-3 3a4.200 4.200 0 0 0 6 6l1.200-1.200"/>',
  scan: '<path d="M3.500 8V3.500H8M16 3.500h4.500V8M20.500 16v4.500H16M8 20.500H3.500V16M3.500 12h17"/>',
  bell: '<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15zM10 21h4"/>',
  play: '<circle cx="12" cy="12" r="10"/><path d="M10 8.200v7.600l6-3.800z" fill="currentColor"/>',
  wave: '<path d="M7 10.200a3 3 0 0 1 0 3.600M10.500 8a6.500 6.500 0 0 1 0 8M14 5.800a10 10 0 0 1 0 12.400"/>',
  close: '<path d="M6 6l12 12M18 6L6 18"/>',
};

export function icon(name, size = 24, width = 1.5) {
  const holder = document.createElement("template");
  holder.innerHTML = stroke(PATHS[name], size, width);
  return holder.content.firstChild;
}

export function button(label, name, act, attributes = {}) {
  return el("button", { type: "button", "aria-label": label, title: label, onclick: act, ...attributes }, icon(name, 28, 1.4));
}

const two = (number) => String(number).padStart(2, "0");

export function clockTime(seconds) {
  const date = new Date(seconds * 1000);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function fullTime(seconds) {
  const date = new Date(seconds * 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clockTime(seconds)}:${two(date.getSeconds())}`;
}

const dayOf = (seconds) => new Date(seconds * 1000).setHours(0, 0, 0, 0);

// As WeChat writes times in a chat: 14:20, 昨天 14:20, 11月18日 14:20.
export function chatTime(seconds, now) {
  const days = Math.round((dayOf(now) - dayOf(seconds)) / 86400000);
  if (days === 0) return clockTime(seconds);
  if (days === 1) return `昨天 ${clockTime(seconds)}`;
  const date = new Date(seconds * 1000);
  const year = date.getFullYear() === new Date(now * 1000).getFullYear() ? "" : `${date.getFullYear()}年`;
  return `${year}${date.getMonth() + 1}月${date.getDate()}日 ${clockTime(seconds)}`;
}
