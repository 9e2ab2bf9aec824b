/** The map, its layers and notices. */
export const zh = {
  'map.layers': '图层',
  'map.layers.show': '显示图层',
  'map.layers.hide': '收起图层',
  'map.home': '回到全市',
  'map.loading': '地图加载中',
  'map.failed': '地图数据加载失败，正在重试',
  'map.unsupported': '此浏览器不支持 WebGL，无法显示地图。案件仍可在列表中办理：',
  'map.toCases': '打开案件列表',
  'map.approximate': '镇街边界为示意',
  'map.empty': '尚无镇街数据。请先导入镇街边界（import towns），或载入演示数据。',
  'map.zoomIn': '放大',
  'map.zoomOut': '缩小',

  'layer.toilets': '公厕',
  'layer.facilities': '其他设施',
  'layer.none': '无',

  'notice.new': '新案件',
  'notice.ponding': '积水预警',
  'notice.power': '涉电风险',
  'notice.circuits': '{n} 处灯杆线路、配电箱需断电',
  'notice.more': '另有 {n} 条新消息',
};

export const en: typeof zh = {
  'map.layers': 'Layers',
  'map.layers.show': 'Show layers',
  'map.layers.hide': 'Hide layers',
  'map.home': 'Whole city',
  'map.loading': 'Loading the map',
  'map.failed': 'Map data could not be loaded; trying again',
  'map.unsupported': 'This browser has no WebGL and cannot show the map. Cases are there all the same:',
  'map.toCases': 'open the list',
  'map.approximate': 'Town boundaries are approximate',
  'map.empty': 'There are no towns yet. Import their boundaries (import towns) or load the demo city.',
  'map.zoomIn': 'Zoom in',
  'map.zoomOut': 'Zoom out',

  'layer.toilets': 'Toilets',
  'layer.facilities': 'Other facilities',
  'layer.none': 'none',

  'notice.new': 'New case',
  'notice.ponding': 'Ponding',
  'notice.power': 'Power risk',
  'notice.circuits': '{n} lamp circuits or boxes to cut',
  'notice.more': '{n} more',
};
