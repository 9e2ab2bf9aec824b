/** The map of the phone. */
export const zh = {
  'pin.pinMap': '位置地图，移动地图可改变图钉位置',
  'pin.closer': '放大',
  'pin.farther': '缩小',
  'pin.base': '底图：{name}，点按更换',
  'pin.noBase': '无',
};

export const en: typeof zh = {
  'pin.pinMap': 'Map of the place; move it under the pin',
  'pin.closer': 'Closer',
  'pin.farther': 'Farther',
  'pin.base': 'Base map: {name}; tap to change',
  'pin.noBase': 'none',
};
