const paths: Record<string, string> = {
  smell: 'M6 20c-2-2.5 2-4 0-6.5S8 9.5 6 7m6 13c-2-2.5 2-4 0-6.5s2-4 0-6.5m6 13c-2-2.5 2-4 0-6.5s2-4 0-6.5',
  dirt: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5m4-5v5',
  wet_floor: 'M12 3c3 4.5 5.5 7 5.5 10.5a5.5 5.5 0 0 1-11 0C6.5 10 9 7.5 12 3zM9.5 14a2.5 2.5 0 0 0 2.5 2.5',
  no_supplies: 'M8 4c-2.2 0-4 3-4 6.5S5.8 17 8 17s4-3 4-6.5S10.2 4 8 4zm0 0h8c2.2 0 4 3 4 6.5V20h-8v-9.5M8 9.5v2',
  broken: 'M14.5 6.5a4 4 0 0 0-5.2 5.2L4 17l3 3 5.3-5.3a4 4 0 0 0 5.2-5.2L15 12l-3-3z',
  service: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20c.8-4 3.8-6 7.5-6s6.7 2 7.5 6',
  locked: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2',
  praise: 'M7 11v9H4v-9zm0 0 4-7c1.7 0 2.5 1 2.5 2.5L13 10h5.5c1.2 0 2 1 1.7 2.2l-1.4 6c-.2 1-1 1.8-2.1 1.8H7',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z',
  other: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v5m0 3v.01',
};

/** A picture of 24 units a side, drawn with the colour of the text around it. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', paths[name] ?? paths.other ?? '');
  svg.append(path);
  return svg;
}
